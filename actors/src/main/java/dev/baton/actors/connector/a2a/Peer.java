package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where and how an agent is spoken to, as its card says.
 *
 * @param tenant to be echoed in requests; empty for none
 * @param push whether it can notify
 * @param streaming whether it says what comes of a message while it works
 */
record Peer(URI url, Dialect dialect, String tenant, boolean push, boolean streaming) {

    /** As the run records it, so that a task is found again whatever the card says by then. */
    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("url", url.toString())
                .put("dialect", dialect.name())
                .put("tenant", tenant)
                .put("push", push)
                .put("streaming", streaming);
    }

    static Peer of(JsonNode recorded) throws Unreadable {
        try {
            return new Peer(
                    new URI(recorded.path("url").asText()),
                    Dialect.valueOf(recorded.path("dialect").asText()),
                    recorded.path("tenant").asText(),
                    recorded.path("push").asBoolean(),
                    recorded.path("streaming").asBoolean());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new Unreadable("where its task is was recorded in a form that is not known: " + e.getMessage());
        }
    }
}
