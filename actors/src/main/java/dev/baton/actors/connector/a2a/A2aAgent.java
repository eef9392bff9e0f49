package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.definition.AgentDefinition;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {a2a: ...}} says.
 *
 * @param card where the agent's card is
 * @param access what is sent with every request
 * @param asText whether the agent takes only texts
 * @param push whether it is to say when something has happened, if it can
 * @param onInput the agent, often a person, who answers what the remote agent asks; null if nobody does
 * @param signedBy public JSON Web Keys of which one must have signed the card; empty if it need not be signed
 */
record A2aAgent(
        URI card,
        AgentLine.Access access,
        boolean asText,
        boolean push,
        @Nullable String onInput,
        List<JsonNode> signedBy) {

    A2aAgent {
        signedBy = List.copyOf(signedBy);
    }

    /** Of a definition that was checked when it was applied. */
    static A2aAgent of(AgentDefinition agent) {
        JsonNode settings = agent.connector().settings();
        return new A2aAgent(
                Card.at(settings.path("url").asText()),
                AgentLine.Access.of(settings),
                settings.path("parts").asText("data").equals("text"),
                settings.path("push").asBoolean(),
                settings.path("onInput").textValue(),
                settings.path("signedBy").valueStream().toList());
    }

    /** Whether requests carry what only this agent is to see. */
    boolean hasCredentials() {
        return access.bearer() != null
                || access.oauth() != null
                || !access.headers().isEmpty();
    }
}
