package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Agents that are there without a definition. Their names hold a colon, which no user's agent can have. */
public final class BuiltInAgents {

    /** Names the target whose texts are nearest in meaning to a message. */
    public static final String INTENT = "model:intent";

    /** Its connector's kind, which no definition can name. */
    public static final String INTENT_KIND = "intent";

    /** It computes: more at a time would only wait for a processor. */
    public static final int INTENT_CONCURRENCY = 2;

    private static final AgentDefinition INTENT_AGENT = new AgentDefinition(
            INTENT,
            "baton",
            "Names the target whose description or examples are nearest in meaning to a message.",
            Map.of(),
            new AgentDefinition.Connector(INTENT_KIND, JsonNodeFactory.instance.objectNode()),
            null,
            null,
            new AgentDefinition.Limits(INTENT_CONCURRENCY, Duration.ofMinutes(1)),
            "",
            "");

    private BuiltInAgents() {}

    public static Optional<AgentDefinition> named(String name) {
        return name.equals(INTENT) ? Optional.of(INTENT_AGENT) : Optional.empty();
    }
}
