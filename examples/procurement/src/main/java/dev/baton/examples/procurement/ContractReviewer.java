package dev.baton.examples.procurement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a vendor's contract and holds it against the policy of the house:
 * {@code {vendor} -> {acceptable, objections, terms}}.
 */
final class ContractReviewer {

    private final Path contracts;
    private final List<Csv.Row> policy;

    private ContractReviewer(Path contracts, List<Csv.Row> policy) {
        this.contracts = contracts;
        this.policy = policy;
    }

    static ContractReviewer of(Path data) {
        return new ContractReviewer(data.resolve("contracts"), Csv.read(data.resolve("policy.csv")));
    }

    Answer perform(Json.ObjectValue input) {
        String text = text(input.text("vendor")).replaceAll("\\s+", " ");
        List<String> objections = new ArrayList<>();
        List<Json> terms = new ArrayList<>();
        for (Csv.Row rule : policy) {
            Matcher found = Pattern.compile(rule.text("pattern"), Pattern.CASE_INSENSITIVE)
                    .matcher(text);
            if (!found.find()) {
                objections.add("says nothing about " + rule.text("term"));
                continue;
            }
            BigDecimal value = new BigDecimal(found.group(1).replace(",", ""));
            terms.add(Json.object()
                    .with("term", rule.text("term"))
                    .with("value", value)
                    .with("quote", found.group()));
            if (!keeps(rule, value)) {
                objections.add(rule.text("term") + " is " + value + ", must be " + rule.text("must") + " "
                        + rule.text("limit") + " (\"" + found.group() + "\")");
            }
        }
        return Answer.of(Json.object()
                .with("acceptable", objections.isEmpty())
                .with("objections", Json.of(objections))
                .with("terms", terms));
    }

    private static boolean keeps(Csv.Row rule, BigDecimal value) {
        int order = value.compareTo(rule.decimal("limit"));
        return rule.text("must").equals("at least") ? order >= 0 : order <= 0;
    }

    private String text(String vendor) {
        if (!vendor.matches("[a-z0-9-]+") || !Files.exists(contracts.resolve(vendor + ".txt"))) {
            throw new InvalidInput("there is no contract of " + vendor);
        }
        try {
            return Files.readString(contracts.resolve(vendor + ".txt"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
