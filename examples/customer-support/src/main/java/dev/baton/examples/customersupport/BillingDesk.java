package dev.baton.examples.customersupport;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks into the payments of a customer: {@code {case, previous} -> {reply, ...}}. Money goes back by the refund desk. */
final class BillingDesk {

    private final List<Csv.Row> payments;

    private BillingDesk(List<Csv.Row> payments) {
        this.payments = payments;
    }

    static BillingDesk of(Path payments) {
        return new BillingDesk(Csv.read(payments));
    }

    Answer perform(Json.ObjectValue input) {
        String customer = Desks.customer(input);
        List<Csv.Row> own = payments.stream()
                .filter(row -> row.text("customer").equals(customer))
                .toList();
        Optional<Csv.Row> twice = paidTwice(own);
        if (twice.isPresent()) {
            return Answer.of(Json.object()
                            .with("comment", "invoice " + twice.get().text("invoice") + " was paid twice")
                            .with("overpaid", twice.get().decimal("euros"))
                            .with("invoice", twice.get().text("invoice")))
                    .handingTo("refunds");
        }
        List<String> open = own.stream()
                .filter(row -> row.text("paid_on").isEmpty())
                .map(row -> row.text("invoice") + " of " + row.text("euros") + " euros")
                .toList();
        return Desks.reply(
                input,
                open.isEmpty()
                        ? "all your invoices are paid; nothing is charged twice."
                        : "open is invoice " + String.join(", ", open)
                                + ". As soon as it is paid, your account is unlocked by itself.");
    }

    private static Optional<Csv.Row> paidTwice(List<Csv.Row> payments) {
        Set<String> paid = new HashSet<>();
        return payments.stream()
                .filter(row -> !row.text("paid_on").isEmpty())
                .filter(row -> !paid.add(row.text("invoice")))
                .findFirst();
    }
}
