package dev.baton.examples.customersupport;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for what does not work: {@code {case, previous} -> {reply, ...}}. An account that is locked for want of a payment is
 * not a fault: that goes to billing.
 */
final class TechnicalDesk {

    private static final int WORDS_MIN = 2;

    private final List<Csv.Row> issues;
    private final List<Csv.Row> customers;

    private TechnicalDesk(List<Csv.Row> issues, List<Csv.Row> customers) {
        this.issues = issues;
        this.customers = customers;
    }

    static TechnicalDesk of(Path data) {
        return new TechnicalDesk(Csv.read(data.resolve("known-issues.csv")), Csv.read(data.resolve("customers.csv")));
    }

    Answer perform(Json.ObjectValue input) {
        boolean locked = customers.stream()
                .filter(row -> row.text("customer").equals(Desks.customer(input)))
                .anyMatch(row -> row.text("account").equals("locked"));
        if (locked) {
            return Answer.of(Json.object().with("comment", "the account is locked because an invoice is not paid"))
                    .handingTo("billing");
        }
        Json.ObjectValue read = input.object("case");
        return issue(read)
                .map(found -> Desks.reply(input, "this is known (" + found.text("code") + "): " + found.text("remedy")))
                .orElseGet(() -> Desks.reply(input, "this is new to us; a technician will call you within a day."));
    }

    /** By the code that the customer reads out, else by the words that both have. */
    private Optional<Csv.Row> issue(Json.ObjectValue read) {
        if (read.optional("code").isPresent()) {
            return issues.stream()
                    .filter(row -> row.text("code").equals(read.text("code")))
                    .findFirst();
        }
        Set<String> words = words(read.text("message"));
        return issues.stream()
                .filter(row -> common(row, words) >= WORDS_MIN)
                .max(Comparator.comparingInt(row -> common(row, words)));
    }

    private static int common(Csv.Row issue, Set<String> words) {
        Set<String> both = words(issue.text("signs"));
        both.retainAll(words);
        return both.size();
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^a-z]+")));
    }
}
