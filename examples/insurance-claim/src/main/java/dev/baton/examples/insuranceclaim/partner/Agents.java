package dev.baton.examples.insuranceclaim.partner;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import java.nio.file.Path;

/** The agents of the fraud bureau in one process. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with the claims that insurers have reported */
    public static Crew crew(Path data) {
        ClaimHistory history = ClaimHistory.of(data);
        return new Crew()
                .with("claim-history", history::claims)
                .with("garage-record", history::garage)
                .withPerformer("courier", Courier::perform);
    }
}
