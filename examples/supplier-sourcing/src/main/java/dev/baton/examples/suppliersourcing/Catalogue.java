package dev.baton.examples.suppliersourcing;

import dev.baton.examples.kit.Csv;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a supplier sells. Each has prices in its own way: by the piece with steps, by the hundred, or by the pack. */
interface Catalogue {

    /** @return nothing if the article is not sold */
    Optional<Line> quote(String article, int quantity);

    /**
     * One line of an offer.
     *
     * @param delivered at least what was asked for; more where only packs are sold
     * @param amount in the supplier's currency
     * @param leadDays until it can leave the supplier
     */
    record Line(String article, int delivered, BigDecimal amount, int leadDays) {}

    static Catalogue of(Csv.Row supplier, Path file) {
        List<Csv.Row> rows = Csv.read(file);
        Pricing pricing = switch (supplier.text("pricing")) {
            case "steps" -> Catalogue::bySteps;
            case "hundred" -> Catalogue::byTheHundred;
            case "pack" -> Catalogue::byThePack;
            default -> throw new IllegalArgumentException("unknown pricing: " + supplier);
        };
        return (article, quantity) -> rows.stream()
                .filter(row -> row.text("article").equals(article))
                .findFirst()
                .map(row -> pricing.price(row, quantity));
    }

    /** How a line of a catalogue becomes one of an offer. */
    @FunctionalInterface
    interface Pricing {
        Line price(Csv.Row row, int quantity);
    }

    private static Line bySteps(Csv.Row row, int quantity) {
        String step = quantity >= 1_000 ? "from_1000" : quantity >= 100 ? "from_100" : "from_1";
        return line(row, quantity, row.decimal(step).multiply(BigDecimal.valueOf(quantity)));
    }

    private static Line byTheHundred(Csv.Row row, int quantity) {
        return line(row, quantity, row.decimal("per_100").multiply(BigDecimal.valueOf(quantity, 2)));
    }

    private static Line byThePack(Csv.Row row, int quantity) {
        int size = row.integer("pack");
        int packs = Math.ceilDiv(quantity, size);
        return line(row, packs * size, row.decimal("pack_price").multiply(BigDecimal.valueOf(packs)));
    }

    /** What is not on stock is made first. */
    private static Line line(Csv.Row row, int delivered, BigDecimal amount) {
        int days = row.integer("stock") >= delivered ? row.integer("days") : row.integer("days_to_make");
        return new Line(row.text("article"), delivered, amount.setScale(2, RoundingMode.HALF_UP), days);
    }
}
