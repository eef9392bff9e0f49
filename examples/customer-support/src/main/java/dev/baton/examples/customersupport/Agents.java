package dev.baton.examples.customersupport;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import java.nio.file.Path;

/** The reader and the three desks in one process. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with customers, payments, orders and known issues */
    public static Crew crew(Path data) {
        return new Crew()
                .with("message-reader", MessageReader.of(data.resolve("customers.csv"))::perform)
                .with("billing-desk", BillingDesk.of(data.resolve("payments.csv"))::perform)
                .with("technical-desk", TechnicalDesk.of(data)::perform)
                .with("refund-desk", RefundDesk.of(data.resolve("orders.csv"))::perform);
    }
}
