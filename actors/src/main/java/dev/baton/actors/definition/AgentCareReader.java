package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what an agent's document says about when the agent is not well. */
final class AgentCareReader {

    /** Where agents of this kind say of themselves what they are. */
    private static final String CARD = "/.well-known/agent-card.json";

    private final DefinitionReading reading;
    private final SourceNode.Mapping spec;

    AgentCareReader(DefinitionReading reading, SourceNode.Mapping spec) {
        this.reading = reading;
        this.spec = spec;
    }

    CircuitRule circuit() {
        CircuitRule standard = CircuitRule.DEFAULT;
        SourceNode.Mapping circuit = Documents.inside(spec, "circuit");
        JsonNode json = circuit.json();
        return new CircuitRule(
                json.path("enabled").asBoolean(standard.enabled()),
                json.path("failures").asInt(standard.failures()),
                json.path("rate").asDouble(standard.rate()),
                json.path("calls").asInt(standard.calls()),
                duration(circuit, "window", standard.window()),
                duration(circuit, "pause", standard.pause()),
                duration(circuit, "pauseMax", standard.pauseMax()));
    }

    private Duration duration(SourceNode.Mapping in, String key, Duration standard) {
        SourceNode node = in.get(key);
        Duration read = node == null ? null : Durations.read(node, reading.problems());
        return read == null ? standard : read;
    }

    /** Null if the agent is not asked, or nothing says where. */
    @Nullable
    HealthProbe health() {
        SourceNode.Mapping health = Documents.inside(spec, "health");
        if (spec.get("health") == null) {
            return null;
        }
        URI url = url(health.json());
        return url == null ? null : new HealthProbe(url, duration(health, "every", HealthProbe.EVERY_DEFAULT));
    }

    private @Nullable URI url(JsonNode health) {
        JsonNode connector = Documents.inside(spec, "connector").json();
        try {
            if (health.path("url").isTextual()) {
                return new URI(health.path("url").textValue());
            }
            if (health.path("path").isTextual() && connector.at("/http/url").isTextual()) {
                return new URI(connector.at("/http/url").textValue())
                        .resolve(health.path("path").textValue());
            }
            String card = connector.at("/a2a/url").asText();
            return card.isEmpty() ? null : new URI(card.endsWith(".json") ? card : card.replaceFirst("/$", "") + CARD);
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    void check(AgentDefinition agent) {
        SourceNode fallback = spec.get("fallback");
        if (fallback != null && agent.name().equals(agent.fallback())) {
            reading.problems()
                    .error(
                            fallback,
                            "agent.own-fallback",
                            "The agent cannot stand in for itself",
                            "Name another agent, or leave 'fallback' out.");
        }
        SourceNode health = spec.get("health");
        if (health != null && agent.health() == null) {
            reading.problems()
                    .error(
                            health,
                            "agent.health-where",
                            "It is not said where the agent is asked whether it is well",
                            "Give 'url', or for an agent of kind http a 'path'; an agent of kind a2a is asked for its"
                                    + " card.");
        }
    }
}
