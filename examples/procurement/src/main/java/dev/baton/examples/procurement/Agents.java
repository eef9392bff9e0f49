package dev.baton.examples.procurement;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import java.nio.file.Path;

/** The manager and the specialists of purchasing in one process. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with the vendors, their contracts and the policy for these */
    public static Crew crew(Path data) {
        VendorRegistry registry = VendorRegistry.of(data.resolve("registry.csv"));
        return new Crew()
                .with("buyer", Buyer::perform)
                .with("sourcing", Sourcing.of(data.resolve("vendors.csv"))::perform)
                .with("contract-reviewer", ContractReviewer.of(data)::perform)
                .with("vendor-registry", registry::check)
                .with("vendor-ledger", registry::enter);
    }
}
