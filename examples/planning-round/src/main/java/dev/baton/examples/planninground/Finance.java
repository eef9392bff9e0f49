package dev.baton.examples.planninground;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;

/** Keeps a plan within its budget: first by less overtime, which costs half as much again, then by a smaller crew. */
final class Finance {

    private Finance() {}

    static Answer perform(Json.ObjectValue input) {
        Talk talk = Talk.from(input);
        Plan plan = talk.plan();
        int budget = talk.project().integer("budget");
        int over = plan.euros(talk.project()) - budget;
        if (over <= 0) {
            return talk.accept();
        }
        // Cheaper plans of its own were undone: saying the same again would lead nowhere.
        if (plan.overtime() == 0 && talk.own().stream().anyMatch(asked -> asked.hours() < plan.hours())) {
            return talk.dissent("costs " + over + " euros more than the budget of " + budget);
        }
        return talk.change(affordable(plan, talk, budget), over + " euros too dear; overtime costs half as much again");
    }

    private static Plan affordable(Plan plan, Talk talk, int budget) {
        Plan cheaper = plan.withOvertime(0);
        while (cheaper.crew() > 1 && cheaper.euros(talk.project()) > budget) {
            cheaper = cheaper.withCrew(cheaper.crew() - 1);
        }
        return cheaper;
    }
}
