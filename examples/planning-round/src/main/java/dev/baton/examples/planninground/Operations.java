package dev.baton.examples.planninground;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;

/** Sees to it that the work can be done in the time, with the staff that there is. */
final class Operations {

    private final int crewMax;

    private Operations(int crewMax) {
        this.crewMax = crewMax;
    }

    /** @param staff who could be taken off other work, by site */
    static Operations of(Path staff) {
        return new Operations(Csv.read(staff).stream()
                .mapToInt(row -> row.integer("people") - row.integer("needed"))
                .sum());
    }

    Answer perform(Json.ObjectValue input) {
        Talk talk = Talk.from(input);
        Plan plan = talk.plan();
        int work = talk.project().integer("workHours");
        if (plan.hours() >= work) {
            return talk.accept();
        }
        Plan enough = plan;
        while (enough.hours() < work && enough.crew() < crewMax) {
            enough = enough.withCrew(enough.crew() + 1);
        }
        if (enough.hours() < work) {
            return talk.dissent("even all " + crewMax + " people cannot do " + work + " hours of work in time");
        }
        return talk.change(enough, work - plan.hours() + " hours of work would be left undone");
    }
}
