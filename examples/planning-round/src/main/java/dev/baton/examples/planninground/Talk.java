package dev.baton.examples.planninground;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import java.util.List;

/**
 * What a participant of the talk is told, and how it answers: with the plan as it wants it, what it changed, and a
 * dissent if it cannot agree.
 *
 * @param project what the plan is for; the same in each turn
 * @param plan as the last speaker left it
 * @param own the plans that this participant has asked for or agreed to
 */
record Talk(Json.ObjectValue project, Plan plan, List<Plan> own) {

    static Talk from(Json.ObjectValue input) {
        Json.ObjectValue project = input.object("topic");
        List<Json.ObjectValue> transcript = input.objects("transcript");
        String you = input.text("you");
        Plan plan = transcript.isEmpty() ? Plan.from(project.object("plan")) : said(transcript.getLast());
        List<Plan> own = transcript.stream()
                .filter(turn -> turn.text("speaker").equals(you))
                .map(Talk::said)
                .toList();
        return new Talk(project, plan, own);
    }

    private static Plan said(Json.ObjectValue turn) {
        return Plan.from(turn.object("message").object("plan"));
    }

    Answer accept() {
        return Answer.of(said(plan, "agreed"));
    }

    Answer change(Plan changed, String why) {
        return Answer.of(said(changed, why));
    }

    Answer dissent(String why) {
        return Answer.of(said(plan, "not agreed").with("dissent", why));
    }

    private Json.ObjectValue said(Plan wanted, String comment) {
        return Json.object()
                .with("plan", wanted.toJson())
                .with("comment", comment)
                .with("euros", wanted.euros(project))
                .with("hours", wanted.hours());
    }
}
