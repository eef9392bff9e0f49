package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.definition.AgentDefinition;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What {@code connector: {http: {url, headers}}} says: where to send, or why that is impossible. */
sealed interface HttpAgent {

    record Reachable(RequestHead head) implements HttpAgent {}

    record Misconfigured(String problem) implements HttpAgent {}

    static HttpAgent of(AgentDefinition agent) {
        try {
            return new Reachable(head(agent.connector().settings()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new Misconfigured("the definition of agent " + agent.name() + ": connector.http " + e.getMessage());
        }
    }

    private static RequestHead head(JsonNode settings) throws URISyntaxException {
        settings.fieldNames().forEachRemaining(HttpAgent::requireKnown);
        if (!settings.path("url").isTextual()) {
            throw new IllegalArgumentException("must have a url");
        }
        URI url = new URI(settings.get("url").textValue());
        return RequestHead.post(url, headers(settings.path("headers")));
    }

    private static void requireKnown(String setting) {
        if (!Set.of("url", "headers").contains(setting)) {
            throw new IllegalArgumentException("has no setting " + setting + "; it takes url and headers");
        }
    }

    private static Map<String, String> headers(JsonNode settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "baton");
        settings.properties().forEach(header -> {
            if (!header.getValue().isTextual()) {
                throw new IllegalArgumentException("headers must be texts, unlike " + header.getKey());
            }
            headers.keySet().removeIf(header.getKey()::equalsIgnoreCase);
            headers.put(header.getKey(), header.getValue().textValue());
        });
        return headers;
    }
}
