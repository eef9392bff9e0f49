package dev.baton.examples.planninground;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes out of a plan what the law does not allow. */
final class Legal {

    private final Map<String, Integer> limits;

    private Legal(Map<String, Integer> limits) {
        this.limits = limits;
    }

    static Legal of(Path law) {
        return new Legal(
                Csv.read(law).stream().collect(Collectors.toMap(row -> row.text("rule"), row -> row.integer("limit"))));
    }

    Answer perform(Json.ObjectValue input) {
        Talk talk = Talk.from(input);
        Plan plan = talk.plan();
        int overtime = limit("hours a week") - Plan.REGULAR_HOURS;
        if (plan.overtime() > overtime) {
            Plan changed = plan.withOvertime(overtime);
            return talk.change(
                    nightsAllowed(talk) ? changed : changed.withoutNights(),
                    "no more than " + limit("hours a week") + " hours a week are legal; nights need notice");
        }
        if (plan.nights() && !nightsAllowed(talk)) {
            return talk.change(plan.withoutNights(), "work at night needs notice that was not given");
        }
        return talk.accept();
    }

    private boolean nightsAllowed(Talk talk) {
        return talk.project().integer("noticeDays") >= limit("days of notice for night work");
    }

    private int limit(String rule) {
        Integer limit = limits.get(rule);
        if (limit == null) {
            throw new IllegalStateException("the law has no rule on " + rule);
        }
        return limit;
    }
}
