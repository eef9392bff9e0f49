package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {mcp: ...}} says.
 *
 * @param digest of the tool's definition that was approved; null if none was yet
 * @param onInput the agent, often a person, who answers what the server asks; null if nobody does
 */
record McpAgent(
        URI url,
        String tool,
        @Nullable String digest,
        AgentLine.Access access,
        @Nullable String onInput) {

    /** Of a definition that was checked when it was applied. */
    static McpAgent of(AgentDefinition agent) {
        JsonNode settings = agent.connector().settings();
        Map<String, String> headers = new LinkedHashMap<>();
        settings.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new McpAgent(
                URI.create(settings.path("url").asText()),
                settings.path("tool").asText(),
                settings.path("digest").textValue(),
                new AgentLine.Access(
                        headers,
                        SecretReference.parse(settings.path("bearer").asText()).orElse(null)),
                settings.path("onInput").textValue());
    }
}
