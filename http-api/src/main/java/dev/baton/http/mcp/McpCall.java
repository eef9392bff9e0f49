package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Principal;
import dev.baton.http.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/** A request whose headers and body are known to agree. */
record McpCall(Client client, JsonNode id, String method, ObjectNode params, Exchange exchange) {

    Principal principal() {
        return exchange.principal();
    }

    String tenant() {
        return exchange.tenant();
    }

    boolean stateless() {
        return client.era() == Era.STATELESS;
    }

    /** Empty if it is not there or not a text. */
    String text(String name) {
        return params.path(name).asText();
    }

    /** By which the client knows reports of progress; null if it wants none. */
    @Nullable
    JsonNode progressToken() {
        JsonNode token = params.path("_meta").path("progressToken");
        return token.isTextual() || token.isIntegralNumber() ? token : null;
    }

    /** What seals are for that this client is given: nobody else can use them. */
    String sealedFor(String what) {
        return sealedFor(what, exchange);
    }

    static String sealedFor(String what, Exchange exchange) {
        Principal by = exchange.principal();
        return what + " " + exchange.tenant() + " " + by.kind() + " " + by.id();
    }
}
