package dev.baton.examples.licensereview.contract;

import java.time.Instant;

/**
 * One call that reached an agent.
 *
 * @param key its idempotency key
 * @param run as the caller named it; null if it did not
 * @param step as the caller named it; null if it did not
 * @param attempt as the caller named it; null if it did not
 */
record Call(String key, Json run, Json step, Json attempt, Instant at) {

    static Call of(String key, Json.ObjectValue request, Instant at) {
        return new Call(key, field(request, "run"), field(request, "step"), field(request, "attempt"), at);
    }

    Json toJson() {
        return Json.object()
                .with("key", key)
                .with("run", run)
                .with("step", step)
                .with("attempt", attempt)
                .with("at", at.toString());
    }

    private static Json field(Json.ObjectValue request, String name) {
        return request.optional(name).orElse(Json.NullValue.NULL);
    }
}
