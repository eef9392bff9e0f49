package dev.baton.examples.customersupport;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Says what a customer gets back: {@code {case, previous} -> {reply, refund, reason}}. What was overpaid always, what was
 * ordered within thirty days unless it cannot be sold again.
 */
final class RefundDesk {

    private static final int DAYS_MAX = 30;

    private final List<Csv.Row> orders;

    private RefundDesk(List<Csv.Row> orders) {
        this.orders = orders;
    }

    static RefundDesk of(Path orders) {
        return new RefundDesk(Csv.read(orders));
    }

    Answer perform(Json.ObjectValue input) {
        Optional<Json> overpaid = overpaid(input);
        if (overpaid.isPresent()) {
            Json.ObjectValue found = input.object("previous");
            return refund(input, found.decimal("overpaid"), "invoice " + found.text("invoice") + " was paid twice");
        }
        Json.ObjectValue read = input.object("case");
        if (read.optional("order").isEmpty()) {
            return refund(input, BigDecimal.ZERO, "please tell us the number of your order, it begins with O-");
        }
        return orders.stream()
                .filter(row -> row.text("order").equals(read.text("order")))
                .filter(row -> row.text("customer").equals(Desks.customer(input)))
                .findFirst()
                .map(order -> decide(input, order, LocalDate.parse(read.text("receivedOn"))))
                .orElseGet(() -> refund(input, BigDecimal.ZERO, "you have no order " + read.text("order")));
    }

    private static Optional<Json> overpaid(Json.ObjectValue input) {
        return input.optional("previous")
                .filter(Json.ObjectValue.class::isInstance)
                .flatMap(previous -> ((Json.ObjectValue) previous).optional("overpaid"));
    }

    private static Answer decide(Json.ObjectValue input, Csv.Row order, LocalDate today) {
        long days = ChronoUnit.DAYS.between(LocalDate.parse(order.text("ordered_on")), today);
        if (days > DAYS_MAX) {
            return refund(input, BigDecimal.ZERO, "the order is " + days + " days old, " + DAYS_MAX + " are possible");
        }
        return order.text("returnable").equals("yes")
                ? refund(input, order.decimal("euros"), "return of " + order.text("article"))
                : refund(input, BigDecimal.ZERO, order.text("article") + " cannot be returned once used");
    }

    private static Answer refund(Json.ObjectValue input, BigDecimal euros, String reason) {
        String text = euros.signum() > 0
                ? "you get " + euros.setScale(2, RoundingMode.HALF_UP) + " euros back: " + reason + "."
                : "no refund: " + reason + ".";
        Answer reply = Desks.reply(input, text);
        return Answer.of(
                ((Json.ObjectValue) reply.output()).with("refund", euros).with("reason", reason));
    }
}
