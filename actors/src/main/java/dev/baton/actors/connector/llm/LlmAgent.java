package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Expressions;
import dev.baton.actors.definition.Template;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.run.Callee;
import dev.baton.config.Recording;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {llm: ...}} says.
 *
 * @param models in the order in which they are asked
 * @param prompt made of the input; null for the input itself
 * @param tools whom the model may have do something, and nobody else
 * @param turnsMax of one attempt
 * @param repairsMax how often a model may mend an answer that is of no use
 * @param contextTokensMax beyond this the oldest answers of tools are left out
 * @param turnTimeout of one question to one model
 * @param stream whether what the model says can be heard while it says it
 * @param contents where what the model reads and says is recorded; null for the server's usual way
 */
record LlmAgent(
        List<ModelEndpoint> models,
        String instructions,
        @Nullable Template prompt,
        List<ToolEntry> tools,
        ModelRequest.Options options,
        int turnsMax,
        int repairsMax,
        long contextTokensMax,
        Duration turnTimeout,
        boolean stream,
        @Nullable Recording contents) {

    static final int TURNS_MAX = 20;
    static final int REPAIRS_MAX = 2;
    static final int OUTPUT_TOKENS_MAX = 4_096;
    static final long CONTEXT_TOKENS_MAX = 100_000;
    static final Duration TURN_TIMEOUT = Duration.ofMinutes(2);

    private static final Map<String, ModelApi> APIS = Map.of(
            "chat-completions", new ChatCompletions(),
            "anthropic", new AnthropicMessages(),
            "responses", new OpenAiResponses());

    /** @param name by which the model calls it; @param description null for what the callee says of itself */
    record ToolEntry(String name, Callee callee, @Nullable String description) {}

    LlmAgent {
        models = List.copyOf(models);
        tools = List.copyOf(tools);
    }

    /** Of a definition that was checked when it was applied. */
    static LlmAgent of(AgentDefinition agent) {
        JsonNode settings = agent.connector().settings();
        List<ModelEndpoint> models = new ArrayList<>();
        settings.path("models").forEach(model -> models.add(endpoint(model)));
        List<ToolEntry> tools = new ArrayList<>();
        settings.path("tools").forEach(tool -> tools.add(tool(tool)));
        return new LlmAgent(
                models,
                settings.path("instructions").asText(""),
                settings.has("prompt") ? Expressions.template(settings.get("prompt")) : null,
                tools,
                new ModelRequest.Options(
                        settings.path("maxOutputTokens").asInt(OUTPUT_TOKENS_MAX),
                        settings.has("temperature")
                                ? settings.get("temperature").doubleValue()
                                : null),
                settings.path("maxTurns").asInt(TURNS_MAX),
                settings.path("maxRepairs").asInt(REPAIRS_MAX),
                settings.path("contextTokens").asLong(CONTEXT_TOKENS_MAX),
                settings.has("turnTimeout")
                        ? Duration.parse(settings.get("turnTimeout").textValue())
                        : TURN_TIMEOUT,
                settings.path("stream").asBoolean(),
                settings.has("contents")
                        ? Recording.valueOf(settings.get("contents").textValue().toUpperCase(Locale.ROOT))
                        : null);
    }

    private static ModelEndpoint endpoint(JsonNode model) {
        ModelApi api = APIS.get(model.path("api").asText("chat-completions"));
        if (api == null) {
            throw new IllegalArgumentException("no api " + model.path("api").asText());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        model.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        String url = model.path("url").asText();
        return new ModelEndpoint(
                api,
                model.path("model").asText(),
                URI.create((url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + api.path()),
                SecretReference.parse(model.path("key").asText("")).orElse(null),
                headers);
    }

    private static ToolEntry tool(JsonNode tool) {
        boolean agent = tool.has("agent");
        String target = tool.path(agent ? "agent" : "workflow").asText();
        Callee callee = agent
                ? Callee.agent(target)
                : Callee.workflow(
                        target, tool.has("version") ? tool.get("version").intValue() : null);
        return new ToolEntry(
                tool.path("as").asText(target),
                callee,
                tool.has("description") ? tool.get("description").asText() : null);
    }
}
