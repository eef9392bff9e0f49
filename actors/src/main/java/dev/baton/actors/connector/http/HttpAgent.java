package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.connector.oauth.ClientCredentials;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.HttpCheck;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code connector: {http: ...}} says: what to send where, or why that is impossible. */
sealed interface HttpAgent {

    Set<String> SETTINGS = Set.of(
            "url", "headers", "bearer", "oauth", "method", "path", "body", "events", "output", "error", "failed",
            "usage", "poll", "cancel");

    /**
     * @param url before the path of each request
     * @param headers of each request; a value may name a secret
     * @param oauth what brings tokens; null for none
     * @param fixed the head of the first request; null if it differs from attempt to attempt
     * @param reading of its answers; null for those of the plain contract
     * @param poll how the end of the work is found; null if the first answer has all
     * @param events how a stream is read; null if the answer is none
     * @param cancel how work is called off; null if there is no way
     */
    record Reachable(
            URI url,
            Map<String, String> headers,
            @Nullable SecretReference bearer,
            @Nullable ClientCredentials oauth,
            @Nullable RequestHead fixed,
            Ask start,
            @Nullable Reading reading,
            @Nullable Poll poll,
            @Nullable Events events,
            @Nullable Ask cancel)
            implements HttpAgent {

        boolean hasSecrets() {
            return bearer != null
                    || oauth != null
                    || headers.values().stream().anyMatch(value -> value.startsWith(SecretReference.SCHEME));
        }
    }

    /** @param every so often the agent is asked */
    record Poll(Ask ask, Duration every, Reading.Sign done) {

        static final Duration EVERY = Duration.ofSeconds(2);

        static @Nullable Poll of(JsonNode settings) {
            return settings.isObject()
                    ? new Poll(
                            Ask.of("GET", settings, HttpCheck.LATER),
                            settings.has("every")
                                    ? Duration.parse(settings.get("every").textValue())
                                    : EVERY,
                            Reading.Sign.required(settings.path("done")))
                    : null;
        }
    }

    record Misconfigured(String problem) implements HttpAgent {}

    static HttpAgent of(AgentDefinition agent) {
        try {
            return reachable(agent.connector().settings());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new Misconfigured("the definition of agent " + agent.name() + ": connector.http " + e.getMessage());
        }
    }

    private static Reachable reachable(JsonNode settings) throws URISyntaxException {
        settings.fieldNames().forEachRemaining(HttpAgent::requireKnown);
        if (!settings.path("url").isTextual()) {
            throw new IllegalArgumentException("must have a url");
        }
        URI url = new URI(settings.get("url").textValue());
        Map<String, String> headers = headers(settings.path("headers"), settings.has("events"));
        Ask start = Ask.of(settings.path("method").asText("POST"), settings, HttpCheck.AT_FIRST);
        SecretReference bearer =
                SecretReference.parse(settings.path("bearer").asText("")).orElse(null);
        // It also says what is wrong with the URL and the headers.
        RequestHead head = RequestHead.of(start.method(), url, headers);
        ClientCredentials oauth = ClientCredentials.of(settings);
        boolean fixed = bearer == null
                && oauth == null
                && start.path() == null
                && headers.values().stream().noneMatch(value -> value.startsWith(SecretReference.SCHEME));
        return new Reachable(
                url,
                headers,
                bearer,
                oauth,
                fixed ? head : null,
                start,
                Reading.of(settings),
                Poll.of(settings.path("poll")),
                Events.of(settings.path("events")),
                settings.has("cancel")
                        ? Ask.of(settings.at("/cancel/method").asText("POST"), settings.get("cancel"), HttpCheck.LATER)
                        : null);
    }

    private static void requireKnown(String setting) {
        if (!SETTINGS.contains(setting)) {
            throw new IllegalArgumentException(
                    "has no setting " + setting + "; it takes url and headers, among others");
        }
    }

    private static Map<String, String> headers(JsonNode settings, boolean events) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", events ? "text/event-stream, application/json" : "application/json");
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
