package dev.baton.examples.insuranceclaim;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;

/** What is paid, and how it comes about: {@code {claim, policy, assessment} -> {payment, reference, calculation}}. */
final class Settlement {

    private Settlement() {}

    static Answer perform(Json.ObjectValue input) {
        Json.ObjectValue policy = input.object("policy");
        BigDecimal damage = input.object("assessment").decimal("amount");
        BigDecimal insured = damage.min(policy.decimal("limit"));
        BigDecimal payment = insured.subtract(policy.decimal("deductible")).max(BigDecimal.ZERO);
        return Answer.of(Json.object()
                .with("payment", payment)
                .with("reference", "PAY-" + input.object("claim").text("number"))
                .with(
                        "calculation",
                        damage + ", at most " + policy.decimal("limit") + ", less " + policy.decimal("deductible")));
    }
}
