package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import java.nio.file.Path;

/** The agents of the operations centre in one process. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with the observations of each day, and what is known of the services */
    public static Crew crew(Path data) {
        Responder responder = Responder.of(data);
        return new Crew()
                .with("detector", new Detector(data)::perform)
                .with("triage", Triage.of(data)::perform)
                .with("responder", responder::propose)
                .with("change-writer", responder::write)
                .with("communicator", Communicator::perform);
    }
}
