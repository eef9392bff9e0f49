package dev.baton.examples.planninground;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import java.nio.file.Path;

/** The three participants of the talk in one process. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with what the law allows and which staff there is */
    public static Crew crew(Path data) {
        return new Crew()
                .with("legal", Legal.of(data.resolve("labour-law.csv"))::perform)
                .with("finance", Finance::perform)
                .with("operations", Operations.of(data.resolve("staff.csv"))::perform);
    }
}
