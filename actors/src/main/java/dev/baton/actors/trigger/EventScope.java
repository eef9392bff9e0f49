package dev.baton.actors.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.OneVariable;
import java.util.Set;

/** What the expressions of a trigger see: {@code event: {headers, query, body}}. */
final class EventScope {

    /** They are for this server, not for runs. */
    private static final Set<String> KEPT_BACK = Set.of("authorization", "proxy-authorization", "cookie");

    private EventScope() {}

    static OneVariable of(Delivery delivery, JsonNode query, JsonNode body) {
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
        return new OneVariable("event", event);
    }
}
