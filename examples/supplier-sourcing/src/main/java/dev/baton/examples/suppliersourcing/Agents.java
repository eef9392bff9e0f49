package dev.baton.examples.suppliersourcing;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import dev.baton.examples.kit.Csv;
import java.nio.file.Path;

/** The agents of five suppliers, and the one of the buyer. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(options -> crew(options.data()), arguments);
    }

    /** @param data the folder with the catalogues, the exchange rates and what is known of the suppliers */
    public static Crew crew(Path data) {
        Crew crew = new Crew();
        for (Csv.Row supplier : Csv.read(data.resolve("suppliers.csv"))) {
            Path catalogue = data.resolve("catalogues").resolve(supplier.text("supplier") + ".csv");
            crew = crew.with(
                    supplier.text("supplier"), new QuoteDesk(supplier, Catalogue.of(supplier, catalogue))::perform);
        }
        return crew.with("offer-comparer", OfferComparer.of(data)::perform);
    }
}
