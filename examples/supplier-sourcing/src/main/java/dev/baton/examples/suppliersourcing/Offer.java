package dev.baton.examples.suppliersourcing;

import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * An offer that can be compared with others.
 *
 * @param euros what all of it costs, freight included
 * @param promised days until delivery, as the supplier says
 * @param expected the same, lengthened by how often this supplier was late
 */
record Offer(String supplier, BigDecimal euros, int promised, int expected, List<String> missing, Csv.Row record) {

    static Offer of(Json.ObjectValue offer, Csv.Row record, Map<String, BigDecimal> eurosPerUnit) {
        BigDecimal rate = eurosPerUnit.getOrDefault(offer.text("currency"), BigDecimal.ONE);
        int promised = offer.integer("leadDays");
        int deliveries = record.integer("deliveries");
        int expected = promised + Math.ceilDiv(promised * record.integer("late"), deliveries);
        return new Offer(
                offer.text("supplier"),
                offer.decimal("total").multiply(rate).setScale(2, RoundingMode.HALF_UP),
                promised,
                expected,
                offer.texts("missing"),
                record);
    }

    /** Where what the supplier says and what is known of it do not agree. */
    String reconciliation() {
        return "promises " + promised + " days, but was late in " + record.text("late") + " of "
                + record.text("deliveries") + " deliveries: " + expected + " days are expected";
    }

    boolean isContradicted() {
        return expected > promised + 1;
    }
}
