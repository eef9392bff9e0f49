package dev.baton.actors.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.Scope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the expressions of a trigger see: {@code event: {headers, query, body}}. */
record EventScope(JsonNode event) implements Scope {

    /** They are for this server, not for runs. */
    private static final Set<String> KEPT_BACK = Set.of("authorization", "proxy-authorization", "cookie");

    static EventScope of(Delivery delivery, JsonNode query, JsonNode body) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        delivery.headers().forEach((name, values) -> {
            if (!KEPT_BACK.contains(name)) {
                headers.put(name, String.join(", ", values));
            }
        });
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.set("headers", headers);
        event.set("query", query);
        event.set("body", body);
        return new EventScope(event);
    }

    @Override
    public JsonNode input() {
        return NullNode.getInstance();
    }

    @Override
    public @Nullable JsonNode step(String id) {
        return null;
    }

    @Override
    public @Nullable JsonNode stepOutput(String id) {
        return null;
    }

    @Override
    public JsonNode run() {
        return NullNode.getInstance();
    }

    @Override
    public @Nullable JsonNode variable(String name) {
        return name.equals("event") ? event : null;
    }
}
