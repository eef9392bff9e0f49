package dev.baton.examples.planninground;

import dev.baton.examples.kit.Json;

/**
 * The plan that is talked about: a crew moves a warehouse while the rent for both is paid.
 *
 * @param overtime hours a week of each, on top of the regular ones
 */
record Plan(int weeks, int crew, int overtime, boolean nights) {

    static final int REGULAR_HOURS = 40;

    private static final int HOUR_EUROS = 34;
    private static final int OVERTIME_PERCENT = 150;
    private static final int NIGHTS_PERCENT = 125;

    static Plan from(Json.ObjectValue json) {
        return new Plan(json.integer("weeks"), json.integer("crew"), json.integer("overtime"), json.truth("nights"));
    }

    Json toJson() {
        return Json.object()
                .with("weeks", weeks)
                .with("crew", crew)
                .with("overtime", overtime)
                .with("nights", nights);
    }

    Plan withCrew(int other) {
        return new Plan(weeks, other, overtime, nights);
    }

    Plan withOvertime(int other) {
        return new Plan(weeks, crew, other, nights);
    }

    Plan withoutNights() {
        return new Plan(weeks, crew, overtime, false);
    }

    /** Hours of work that the crew can do in the time. */
    int hours() {
        return crew * weeks * (REGULAR_HOURS + overtime);
    }

    /** What the plan costs, in euros, with the reserve. */
    int euros(Json.ObjectValue project) {
        int week = REGULAR_HOURS * HOUR_EUROS + overtime * HOUR_EUROS * OVERTIME_PERCENT / 100;
        int wages = crew * weeks * week * (nights ? NIGHTS_PERCENT : 100) / 100;
        int sum = wages + weeks * project.integer("rentPerWeek") + project.integer("transport");
        return sum + sum * project.integer("reservePercent") / 100;
    }
}
