package dev.baton.examples.kit;

import java.time.Instant;

/**
 * One call that reached an agent.
 *
 * @param agent the path under which it came
 * @param key its idempotency key
 * @param request the whole body: {@code run}, {@code step}, {@code attempt}, {@code input}, {@code callback}
 */
public record Call(String agent, String key, Json.ObjectValue request, Json.ObjectValue input, Instant at) {

    static Call of(String agent, String key, Json.ObjectValue request, Instant at) {
        return new Call(agent, key, request, request.object("input"), at);
    }

    /** Where an answer that comes later is to be posted. @throws InvalidInput if the caller takes none */
    public String callback() {
        return request.text("callback");
    }

    Json toJson() {
        Json.ObjectValue entry = Json.object().with("key", key);
        for (String field : new String[] {"run", "step", "attempt"}) {
            entry = entry.with(field, request.optional(field).orElse(Json.NullValue.NULL));
        }
        return entry.with("agent", agent).with("at", at.toString());
    }
}
