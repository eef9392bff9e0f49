package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question to a model, whatever its provider's words.
 *
 * @param output schema of the answer; null for text
 */
record ModelRequest(
        ModelEndpoint endpoint,
        Conversation conversation,
        List<Tool> tools,
        @Nullable JsonNode output,
        Options options) {

    ModelRequest {
        tools = List.copyOf(tools);
    }

    /** @param parameters JSON Schema of an object */
    record Tool(String name, String description, JsonNode parameters) {}

    /** @param temperature null for the provider's own */
    record Options(int outputTokensMax, @Nullable Double temperature) {}
}
