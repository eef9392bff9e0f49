package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Anthropic's Messages. A schema of the output goes into the instructions: whether it is kept to is checked anyway. */
final class AnthropicMessages implements ModelApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public Map<String, String> headers(String key) {
        return Map.of("x-api-key", key);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "2023-06-01");
    }

    @Override
    public ObjectNode body(ModelRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.endpoint().model());
        body.put("max_tokens", request.options().outputTokensMax());
        String system = system(request);
        if (!system.isEmpty()) {
            body.put("system", system);
        }
        messages(body.putArray("messages"), request.conversation());
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (ModelRequest.Tool tool : request.tools()) {
                tools.addObject()
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("input_schema", tool.parameters());
            }
        }
        if (request.options().temperature() != null) {
            body.put("temperature", request.options().temperature());
        }
        return body;
    }

    private static String system(ModelRequest request) {
        String instructions = request.conversation().instructions();
        if (request.output() == null) {
            return instructions;
        }
        String format = "Give your final answer as one JSON value and nothing else. It must match this JSON Schema:\n"
                + request.output();
        return instructions.isEmpty() ? format : instructions + "\n\n" + format;
    }

    private static void messages(ArrayNode messages, Conversation conversation) {
        message(messages, "user").addObject().put("type", "text").put("text", conversation.prompt());
        for (Conversation.Exchange exchange : conversation.exchanges()) {
            said(message(messages, "assistant"), exchange);
            ArrayNode answered = message(messages, "user");
            for (Conversation.ToolAnswer answer : exchange.answers()) {
                ObjectNode block = answered.addObject().put("type", "tool_result");
                block.put("tool_use_id", answer.id()).put("content", answer.content());
                if (answer.failed()) {
                    block.put("is_error", true);
                }
            }
            if (exchange.feedback() != null) {
                answered.addObject().put("type", "text").put("text", exchange.feedback());
            }
        }
    }

    private static void said(ArrayNode blocks, Conversation.Exchange exchange) {
        // An empty text block is refused, and so is a message without blocks.
        if (!exchange.text().isEmpty() || exchange.uses().isEmpty()) {
            blocks.addObject()
                    .put("type", "text")
                    .put("text", exchange.text().isBlank() ? "(nothing)" : exchange.text());
        }
        for (ToolUse use : exchange.uses()) {
            blocks.addObject()
                    .put("type", "tool_use")
                    .put("id", use.id())
                    .put("name", use.tool())
                    .set("input", object(use.arguments()));
        }
    }

    /** Only an object may stand there. */
    private static JsonNode object(String arguments) {
        try {
            JsonNode json = MAPPER.readTree(arguments);
            return json.isObject()
                    ? json
                    : JsonNodeFactory.instance.objectNode().set("arguments", json);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode().put("arguments", arguments);
        }
    }

    private static ArrayNode message(ArrayNode messages, String role) {
        return messages.addObject().put("role", role).putArray("content");
    }

    @Override
    public ModelStream stream() {
        return new AnthropicStream();
    }

    @Override
    public ModelAnswer read(JsonNode body) throws Unreadable {
        if (!body.path("content").isArray()) {
            throw new Unreadable("the answer has no content");
        }
        StringBuilder text = new StringBuilder();
        List<ToolUse> uses = new ArrayList<>();
        for (JsonNode block : body.get("content")) {
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.path("text").asText());
                case "tool_use" ->
                    uses.add(new ToolUse(
                            block.path("id").asText(),
                            block.path("name").asText(),
                            block.path("input").toString()));
                default -> {}
            }
        }
        String reason = body.path("stop_reason").asText();
        return new ModelAnswer(
                body.path("id").asText(),
                body.path("model").asText(),
                text.toString(),
                uses,
                finish(reason),
                reason.equals("refusal") ? "the model refused" + (text.isEmpty() ? "" : ": " + text) : null,
                tokens(body.path("usage")));
    }

    private static ModelAnswer.Finish finish(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> ModelAnswer.Finish.CUT;
            case "refusal" -> ModelAnswer.Finish.REFUSED;
            default -> ModelAnswer.Finish.DONE;
        };
    }

    /** Here the input counts only what was neither read from the cache nor written to it. */
    private static ModelAnswer.Tokens tokens(JsonNode usage) {
        long cached = usage.path("cache_read_input_tokens").asLong();
        long input = usage.path("input_tokens").asLong()
                + cached
                + usage.path("cache_creation_input_tokens").asLong();
        return new ModelAnswer.Tokens(input, usage.path("output_tokens").asLong(), cached, 0);
    }
}
