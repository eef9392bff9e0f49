package dev.baton.examples.procurement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The manager: asked again in each round with what is known by then, it plans the next tasks, or answers. First a
 * shortlist, then the contracts of all on it at once, then the best one whose contract is good is taken on. If that fails,
 * the next best is.
 */
final class Buyer {

    private static final String SHORTLIST = "shortlist";
    private static final String CONTRACT = "contract-";
    private static final String ONBOARD = "onboard-";

    private Buyer() {}

    static Answer perform(Json.ObjectValue round) {
        Json.ObjectValue results = round.object("results");
        Json.ObjectValue failures = round.object("failures");
        if (results.optional(SHORTLIST).isEmpty()) {
            return failures.optional(SHORTLIST).isPresent()
                    ? answer(Json.NullValue.NULL, List.of("nobody can carry this"))
                    : plan(List.of(task(SHORTLIST, "sourcing", round.object("goal"))));
        }
        List<String> vendors = results.object(SHORTLIST).objects("candidates").stream()
                .map(candidate -> candidate.text("vendor"))
                .toList();
        List<Json> reviews = vendors.stream()
                .filter(vendor -> results.optional(CONTRACT + vendor).isEmpty())
                .filter(vendor -> failures.optional(CONTRACT + vendor).isEmpty())
                .map(vendor ->
                        task(CONTRACT + vendor, "contracts", Json.object().with("vendor", vendor)))
                .toList();
        return reviews.isEmpty() ? takeOn(vendors, round) : plan(reviews);
    }

    private static Answer takeOn(List<String> vendors, Json.ObjectValue round) {
        Json.ObjectValue results = round.object("results");
        Json.ObjectValue failures = round.object("failures");
        String today = round.object("goal").text("today");
        List<String> passedOver = new ArrayList<>();
        for (String vendor : vendors) {
            Optional<Json> onboarded = results.optional(ONBOARD + vendor);
            Optional<String> objection = objection(vendor, results, failures);
            if (onboarded.isPresent()) {
                return answer(onboarded.get(), passedOver);
            } else if (objection.isPresent()) {
                passedOver.add(vendor + ": " + objection.get());
            } else {
                return plan(List.of(task(
                        ONBOARD + vendor,
                        "onboarding",
                        Json.object().with("vendor", vendor).with("today", today))));
            }
        }
        return answer(Json.NullValue.NULL, passedOver);
    }

    private static Optional<String> objection(String vendor, Json.ObjectValue results, Json.ObjectValue failures) {
        for (String task : List.of(CONTRACT + vendor, ONBOARD + vendor)) {
            if (failures.optional(task).isPresent()) {
                return Optional.of(failures.object(task).object("error").text("message"));
            }
        }
        Json.ObjectValue contract = results.object(CONTRACT + vendor);
        return contract.truth("acceptable")
                ? Optional.empty()
                : Optional.of(String.join("; ", contract.texts("objections")));
    }

    private static Json task(String id, String specialist, Json input) {
        return Json.object().with("id", id).with("specialist", specialist).with("input", input);
    }

    private static Answer plan(List<Json> tasks) {
        return Answer.of(Json.object().with("tasks", tasks));
    }

    private static Answer answer(Json vendor, List<String> passedOver) {
        return Answer.of(Json.object()
                .with("answer", Json.object().with("vendor", vendor).with("passedOver", Json.of(passedOver))));
    }
}
