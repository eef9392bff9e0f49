package dev.baton.examples.suppliersourcing;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes one recommendation of all offers: {@code {neededInDays, offers, refused} -> {recommended, ranking, excluded,
 * reconciled}}. An offer gets points for price, delivery, sustainability, solvency and punctuality.
 */
final class OfferComparer {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Map<String, Csv.Row> records;
    private final Map<String, BigDecimal> eurosPerUnit;
    private final Map<String, BigDecimal> weights;

    private OfferComparer(
            Map<String, Csv.Row> records, Map<String, BigDecimal> eurosPerUnit, Map<String, BigDecimal> weights) {
        this.records = records;
        this.eurosPerUnit = eurosPerUnit;
        this.weights = weights;
    }

    static OfferComparer of(Path data) {
        return new OfferComparer(
                Csv.read(data.resolve("suppliers.csv")).stream()
                        .collect(Collectors.toMap(row -> row.text("supplier"), Function.identity())),
                numbers(data.resolve("rates.csv"), "currency", "euros"),
                numbers(data.resolve("criteria.csv"), "criterion", "weight"));
    }

    private static Map<String, BigDecimal> numbers(Path file, String key, String value) {
        return Csv.read(file).stream().collect(Collectors.toMap(row -> row.text(key), row -> row.decimal(value)));
    }

    Answer perform(Json.ObjectValue input) {
        int neededInDays = input.integer("neededInDays");
        List<Offer> good = new ArrayList<>();
        List<Json> excluded = new ArrayList<>(input.objects("refused"));
        List<String> reconciled = new ArrayList<>();
        for (Json.ObjectValue given : input.objects("offers")) {
            Offer offer = Offer.of(given, record(given.text("supplier")), eurosPerUnit);
            if (offer.isContradicted()) {
                reconciled.add(offer.supplier() + " " + offer.reconciliation());
            }
            if (!offer.missing().isEmpty()) {
                excluded.add(because(offer, "does not sell " + String.join(", ", offer.missing())));
            } else if (offer.expected() > neededInDays) {
                excluded.add(because(offer, "expected after " + offer.expected() + " days, too late"));
            } else {
                good.add(offer);
            }
        }
        return Answer.of(recommendation(good).with("excluded", excluded).with("reconciled", Json.of(reconciled)));
    }

    private Csv.Row record(String supplier) {
        Csv.Row record = records.get(supplier);
        if (record == null) {
            throw new InvalidInput("nothing is known of the supplier " + supplier);
        }
        return record;
    }

    private static Json because(Offer offer, String reason) {
        return Json.object().with("supplier", offer.supplier()).with("reason", reason);
    }

    private Json.ObjectValue recommendation(List<Offer> good) {
        if (good.isEmpty()) {
            return Json.object().with("recommended", Json.NullValue.NULL).with("ranking", List.of());
        }
        BigDecimal cheapest =
                good.stream().map(Offer::euros).min(Comparator.naturalOrder()).orElseThrow();
        int fastest = good.stream().mapToInt(Offer::expected).min().orElseThrow();
        List<Scored> ranking = good.stream()
                .map(offer -> new Scored(offer, score(offer, cheapest, fastest)))
                .sorted(Comparator.comparing(Scored::score).reversed().thenComparing(scored -> scored.offer.supplier()))
                .toList();
        return Json.object()
                .with("recommended", ranking.getFirst().offer.supplier())
                .with("euros", ranking.getFirst().offer.euros())
                .with("ranking", ranking.stream().map(Scored::toJson).toList());
    }

    private record Scored(Offer offer, BigDecimal score) {

        Json toJson() {
            return Json.object()
                    .with("supplier", offer.supplier())
                    .with("score", score)
                    .with("euros", offer.euros())
                    .with("promisedDays", offer.promised())
                    .with("expectedDays", offer.expected());
        }
    }

    /** Price and delivery against the best offer, the rest against perfection. */
    private BigDecimal score(Offer offer, BigDecimal cheapest, int fastest) {
        int deliveries = offer.record().integer("deliveries");
        int punctual = deliveries - offer.record().integer("late");
        return points("price", cheapest, offer.euros())
                .add(points("delivery", BigDecimal.valueOf(fastest), BigDecimal.valueOf(offer.expected())))
                .add(points("sustainability", offer.record().decimal("sustainability"), HUNDRED))
                .add(points("solvency", offer.record().decimal("solvency"), HUNDRED))
                .add(points("punctuality", BigDecimal.valueOf(punctual), BigDecimal.valueOf(deliveries)))
                .setScale(1, RoundingMode.HALF_UP);
    }

    private BigDecimal points(String criterion, BigDecimal part, BigDecimal whole) {
        return weights.getOrDefault(criterion, BigDecimal.ZERO).multiply(part).divide(whole, 4, RoundingMode.HALF_UP);
    }
}
