package dev.baton.examples.insuranceclaim;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Says whether a damage is insured: {@code {claim} -> {covered, reasons, deductible, limit, policyAgeDays}}. */
final class PolicyChecker {

    private final List<Csv.Row> policies;

    private PolicyChecker(List<Csv.Row> policies) {
        this.policies = policies;
    }

    static PolicyChecker of(Path policies) {
        return new PolicyChecker(Csv.read(policies));
    }

    Answer perform(Json.ObjectValue input) {
        Json.ObjectValue claim = input.object("claim");
        return policies.stream()
                .filter(policy -> policy.text("policy").equals(claim.text("policy")))
                .findFirst()
                .map(policy -> check(policy, claim))
                .orElseGet(() -> answer(List.of("there is no policy " + claim.text("policy")), 0, 0, 0));
    }

    private static Answer check(Csv.Row policy, Json.ObjectValue claim) {
        LocalDate happened = LocalDate.parse(claim.text("happenedOn"));
        LocalDate from = LocalDate.parse(policy.text("from"));
        List<String> reasons = new ArrayList<>();
        if (happened.isBefore(from) || happened.isAfter(LocalDate.parse(policy.text("until")))) {
            reasons.add("the policy ran from " + policy.text("from") + " to " + policy.text("until"));
        }
        if (!policy.text("vehicle").equals(claim.text("vehicle"))) {
            reasons.add("the policy is for another vehicle");
        }
        if (!List.of(policy.text("covers").split(" ")).contains(claim.text("kind"))) {
            reasons.add("the policy does not cover " + claim.text("kind"));
        }
        return answer(reasons, policy.integer("deductible"), policy.integer("limit"), (int)
                ChronoUnit.DAYS.between(from, happened));
    }

    private static Answer answer(List<String> reasons, int deductible, int limit, int policyAgeDays) {
        return Answer.of(Json.object()
                .with("covered", reasons.isEmpty())
                .with("reasons", Json.of(reasons))
                .with("deductible", deductible)
                .with("limit", limit)
                .with("policyAgeDays", policyAgeDays));
    }
}
