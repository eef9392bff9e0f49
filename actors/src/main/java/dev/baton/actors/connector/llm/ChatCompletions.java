package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's Chat Completions, which most servers of models speak. */
final class ChatCompletions implements ModelApi {

    @Override
    public String name() {
        return "chat-completions";
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public Map<String, String> headers(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    @Override
    public ObjectNode body(ModelRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.endpoint().model());
        messages(body.putArray("messages"), request.conversation());
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (ModelRequest.Tool tool : request.tools()) {
                ObjectNode function = tools.addObject().put("type", "function").putObject("function");
                function.put("name", tool.name()).put("description", tool.description());
                function.set("parameters", tool.parameters());
            }
        }
        if (request.output() != null) {
            ObjectNode format = body.putObject("response_format").put("type", "json_schema");
            ObjectNode schema = format.putObject("json_schema").put("name", "output");
            schema.put("strict", false);
            schema.set("schema", request.output());
        }
        body.put("max_completion_tokens", request.options().outputTokensMax());
        if (request.options().temperature() != null) {
            body.put("temperature", request.options().temperature());
        }
        return body;
    }

    private static void messages(ArrayNode messages, Conversation conversation) {
        if (!conversation.instructions().isEmpty()) {
            message(messages, "system", conversation.instructions());
        }
        message(messages, "user", conversation.prompt());
        for (Conversation.Exchange exchange : conversation.exchanges()) {
            ObjectNode said = message(messages, "assistant", exchange.text());
            if (!exchange.uses().isEmpty()) {
                ArrayNode calls = said.putArray("tool_calls");
                for (ToolUse use : exchange.uses()) {
                    calls.addObject()
                            .put("id", use.id())
                            .put("type", "function")
                            .putObject("function")
                            .put("name", use.tool())
                            .put("arguments", use.arguments());
                }
            }
            for (Conversation.ToolAnswer answer : exchange.answers()) {
                message(messages, "tool", answer.content()).put("tool_call_id", answer.id());
            }
            if (exchange.feedback() != null) {
                message(messages, "user", exchange.feedback());
            }
        }
    }

    private static ObjectNode message(ArrayNode messages, String role, String content) {
        return messages.addObject().put("role", role).put("content", content);
    }

    @Override
    public void stream(ObjectNode body) {
        body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }

    @Override
    public ModelStream stream() {
        return new ChatCompletionStream();
    }

    @Override
    public ModelAnswer read(JsonNode body) throws Unreadable {
        JsonNode choice = body.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            throw new Unreadable("the answer has no choices[0].message");
        }
        List<ToolUse> uses = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            uses.add(new ToolUse(
                    call.path("id").asText(),
                    function.path("name").asText(),
                    function.path("arguments").asText()));
        }
        JsonNode usage = body.path("usage");
        return new ModelAnswer(
                body.path("id").asText(),
                body.path("model").asText(),
                message.path("content").asText(""),
                uses,
                finish(choice.path("finish_reason").asText()),
                refusal(message, choice),
                new ModelAnswer.Tokens(
                        usage.path("prompt_tokens").asLong(),
                        usage.path("completion_tokens").asLong(),
                        usage.path("prompt_tokens_details")
                                .path("cached_tokens")
                                .asLong(),
                        usage.path("completion_tokens_details")
                                .path("reasoning_tokens")
                                .asLong()));
    }

    private static ModelAnswer.Finish finish(String reason) {
        return switch (reason) {
            case "length" -> ModelAnswer.Finish.CUT;
            case "content_filter" -> ModelAnswer.Finish.REFUSED;
            default -> ModelAnswer.Finish.DONE;
        };
    }

    private static @Nullable String refusal(JsonNode message, JsonNode choice) {
        if (message.path("refusal").isTextual()
                && !message.get("refusal").textValue().isEmpty()) {
            return message.get("refusal").textValue();
        }
        return choice.path("finish_reason").asText().equals("content_filter")
                ? "the provider's content filter stopped the answer"
                : null;
    }
}
