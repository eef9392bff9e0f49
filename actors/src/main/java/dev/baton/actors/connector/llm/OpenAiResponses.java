package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses. Nothing is left with the provider: each question holds all that came before it. */
final class OpenAiResponses implements ModelApi {

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public String path() {
        return "/responses";
    }

    @Override
    public Map<String, String> headers(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    @Override
    public ObjectNode body(ModelRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.endpoint().model());
        body.put("store", false);
        if (!request.conversation().instructions().isEmpty()) {
            body.put("instructions", request.conversation().instructions());
        }
        items(body.putArray("input"), request.conversation());
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (ModelRequest.Tool tool : request.tools()) {
                ObjectNode function = tools.addObject().put("type", "function");
                function.put("name", tool.name()).put("description", tool.description());
                function.put("strict", false).set("parameters", tool.parameters());
            }
        }
        if (request.output() != null) {
            ObjectNode format = body.putObject("text").putObject("format").put("type", "json_schema");
            format.put("name", "output").put("strict", false).set("schema", request.output());
        }
        body.put("max_output_tokens", request.options().outputTokensMax());
        if (request.options().temperature() != null) {
            body.put("temperature", request.options().temperature());
        }
        return body;
    }

    private static void items(ArrayNode items, Conversation conversation) {
        message(items, "user", conversation.prompt());
        for (Conversation.Exchange exchange : conversation.exchanges()) {
            if (!exchange.text().isEmpty()) {
                message(items, "assistant", exchange.text());
            }
            for (ToolUse use : exchange.uses()) {
                items.addObject()
                        .put("type", "function_call")
                        .put("call_id", use.id())
                        .put("name", use.tool())
                        .put("arguments", use.arguments());
            }
            for (Conversation.ToolAnswer answer : exchange.answers()) {
                items.addObject()
                        .put("type", "function_call_output")
                        .put("call_id", answer.id())
                        .put("output", answer.content());
            }
            if (exchange.feedback() != null) {
                message(items, "user", exchange.feedback());
            }
        }
    }

    private static void message(ArrayNode items, String role, String content) {
        items.addObject().put("role", role).put("content", content);
    }

    @Override
    public ModelStream stream() {
        return new ResponsesStream();
    }

    @Override
    public ModelAnswer read(JsonNode body) throws Unreadable {
        if (!body.path("output").isArray()) {
            throw new Unreadable("the answer has no output");
        }
        StringBuilder text = new StringBuilder();
        String refusal = null;
        List<ToolUse> uses = new ArrayList<>();
        for (JsonNode item : body.get("output")) {
            switch (item.path("type").asText()) {
                case "message" -> {
                    for (JsonNode part : item.path("content")) {
                        text.append(part.path("text").asText(""));
                        refusal = part.path("refusal").isTextual()
                                ? part.get("refusal").textValue()
                                : refusal;
                    }
                }
                case "function_call" ->
                    uses.add(new ToolUse(
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            item.path("arguments").asText()));
                default -> {}
            }
        }
        if (body.path("status").asText().equals("failed")) {
            throw new Unreadable(body.path("error").path("message").asText("the provider failed"));
        }
        JsonNode usage = body.path("usage");
        return new ModelAnswer(
                body.path("id").asText(),
                body.path("model").asText(),
                text.toString(),
                uses,
                finish(body, refusal),
                refusal,
                new ModelAnswer.Tokens(
                        usage.path("input_tokens").asLong(),
                        usage.path("output_tokens").asLong(),
                        usage.path("input_tokens_details").path("cached_tokens").asLong(),
                        usage.path("output_tokens_details")
                                .path("reasoning_tokens")
                                .asLong()));
    }

    private static ModelAnswer.Finish finish(JsonNode body, @Nullable String refusal) {
        if (refusal != null) {
            return ModelAnswer.Finish.REFUSED;
        }
        return body.path("status").asText().equals("incomplete") ? ModelAnswer.Finish.CUT : ModelAnswer.Finish.DONE;
    }
}
