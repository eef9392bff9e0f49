package dev.baton.examples.suppliersourcing;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent of one supplier: {@code {articles: [{article, quantity}]} -> {supplier, currency, lines, missing, freight,
 * total, leadDays}}. Who sells nothing of what is asked for refuses.
 */
final class QuoteDesk {

    private final Csv.Row supplier;
    private final Catalogue catalogue;

    QuoteDesk(Csv.Row supplier, Catalogue catalogue) {
        this.supplier = supplier;
        this.catalogue = catalogue;
    }

    Answer perform(Json.ObjectValue input) {
        List<Catalogue.Line> lines = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Json.ObjectValue wanted : input.objects("articles")) {
            String article = wanted.text("article");
            catalogue
                    .quote(article, wanted.integer("quantity"))
                    .ifPresentOrElse(lines::add, () -> missing.add(article));
        }
        if (lines.isEmpty()) {
            throw new InvalidInput(supplier.text("name") + " sells none of the articles");
        }
        BigDecimal goods = lines.stream().map(Catalogue.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean free = goods.compareTo(supplier.decimal("free_from")) >= 0;
        BigDecimal freight = free ? BigDecimal.ZERO : supplier.decimal("freight");
        return Answer.of(Json.object()
                .with("supplier", supplier.text("supplier"))
                .with("currency", supplier.text("currency"))
                .with("lines", lines.stream().map(QuoteDesk::toJson).toList())
                .with("missing", Json.of(missing))
                .with("freight", freight)
                .with("total", goods.add(freight))
                .with(
                        "leadDays",
                        lines.stream().mapToInt(Catalogue.Line::leadDays).max().orElse(0)));
    }

    private static Json toJson(Catalogue.Line line) {
        return Json.object()
                .with("article", line.article())
                .with("delivered", line.delivered())
                .with("amount", line.amount())
                .with("leadDays", line.leadDays());
    }
}
