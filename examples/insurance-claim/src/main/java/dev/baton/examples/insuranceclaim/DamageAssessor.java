package dev.baton.examples.insuranceclaim;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the repair costs by the price list: {@code {claim} -> {amount, lines, claimed, difference}}. */
final class DamageAssessor {

    private static final BigDecimal HOUR_EUROS = BigDecimal.valueOf(118);

    private final List<Csv.Row> repairs;

    private DamageAssessor(List<Csv.Row> repairs) {
        this.repairs = repairs;
    }

    static DamageAssessor of(Path repairs) {
        return new DamageAssessor(Csv.read(repairs));
    }

    Answer perform(Json.ObjectValue input) {
        Json.ObjectValue claim = input.object("claim");
        List<Json> lines = new ArrayList<>();
        BigDecimal amount = BigDecimal.ZERO;
        for (String part : claim.texts("damaged")) {
            Csv.Row repair = repairs.stream()
                    .filter(row -> row.text("part").equals(part))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInput("the price list has no part " + part));
            BigDecimal cost = repair.decimal("part_euros")
                    .add(repair.decimal("hours").multiply(HOUR_EUROS))
                    .setScale(2, RoundingMode.HALF_UP);
            lines.add(Json.object().with("part", part).with("euros", cost));
            amount = amount.add(cost);
        }
        BigDecimal claimed = claim.decimal("claimed");
        return Answer.of(Json.object()
                .with("amount", amount.min(claimed))
                .with("assessed", amount)
                .with("claimed", claimed)
                .with("lines", lines));
    }
}
