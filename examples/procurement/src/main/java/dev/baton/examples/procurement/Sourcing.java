package dev.baton.examples.procurement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Finds who could do the work: {@code {lane, palletsPerMonth, rateMax} -> {candidates}}, the best three, best first. */
final class Sourcing {

    private static final int CANDIDATES_MAX = 3;

    private final List<Csv.Row> vendors;

    private Sourcing(List<Csv.Row> vendors) {
        this.vendors = vendors;
    }

    static Sourcing of(Path vendors) {
        return new Sourcing(Csv.read(vendors));
    }

    Answer perform(Json.ObjectValue input) {
        int pallets = input.integer("palletsPerMonth");
        List<Json> candidates = vendors.stream()
                .filter(vendor -> vendor.text("lane").equals(input.text("lane")))
                .filter(vendor -> vendor.integer("free_pallets") >= pallets)
                .filter(vendor -> vendor.decimal("rate").compareTo(input.decimal("rateMax")) <= 0)
                .sorted(Comparator.comparingDouble(Sourcing::euroPerPunctualPallet))
                .limit(CANDIDATES_MAX)
                .map(Sourcing::candidate)
                .toList();
        if (candidates.isEmpty()) {
            throw new InvalidInput("no vendor has this lane, room for " + pallets + " pallets and the rate");
        }
        return Answer.of(Json.object().with("candidates", candidates));
    }

    /** What is late has to be paid for again in other ways. */
    private static double euroPerPunctualPallet(Csv.Row vendor) {
        return vendor.decimal("rate").doubleValue()
                / (vendor.decimal("punctual_percent").doubleValue() / 100);
    }

    private static Json candidate(Csv.Row vendor) {
        return Json.object()
                .with("vendor", vendor.text("vendor"))
                .with("rate", vendor.decimal("rate"))
                .with("punctualPercent", vendor.decimal("punctual_percent"));
    }
}
