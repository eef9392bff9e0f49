package dev.baton.examples.bankonboarding;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import java.nio.file.Path;

/** The four agents of the bank in one process. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with the watch lists and the risk rules */
    public static Crew crew(Path data) {
        return new Crew()
                .with("document-checker", DocumentChecker::perform)
                .with("screening", Screening.of(data.resolve("watchlist.csv"))::perform)
                .with("risk-scorer", RiskScorer.of(data.resolve("risk-rules.csv"))::perform)
                .with("account-opener", AccountOpener::perform);
    }
}
