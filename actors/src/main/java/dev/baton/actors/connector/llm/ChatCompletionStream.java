package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/** Chunks of Chat Completions. */
final class ChatCompletionStream implements ModelStream {

    private static final class Call {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    private final ObjectNode whole = JsonNodeFactory.instance.objectNode();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final TreeMap<Integer, Call> calls = new TreeMap<>();
    private String finish = "";

    @Override
    public String next(JsonNode event) throws ModelApi.Unreadable {
        if (event.path("error").isObject()) {
            throw ModelStream.failed(event.get("error"));
        }
        keep(event, "id");
        keep(event, "model");
        if (event.path("usage").isObject()) {
            whole.set("usage", event.get("usage"));
        }
        JsonNode choice = event.path("choices").path(0);
        finish = choice.path("finish_reason").asText(finish);
        JsonNode delta = choice.path("delta");
        refusal.append(delta.path("refusal").asText(""));
        for (JsonNode part : delta.path("tool_calls")) {
            Call call = calls.computeIfAbsent(part.path("index").asInt(), ignored -> new Call());
            call.id = part.path("id").asText(call.id);
            call.name = part.path("function").path("name").asText(call.name);
            call.arguments.append(part.path("function").path("arguments").asText(""));
        }
        String words = delta.path("content").asText("");
        content.append(words);
        return words;
    }

    private void keep(JsonNode event, String field) {
        if (event.path(field).isTextual()) {
            whole.set(field, event.get(field));
        }
    }

    @Override
    public JsonNode whole() throws ModelApi.Unreadable {
        if (finish.isEmpty() || finish.equals("null")) {
            throw ModelStream.cutOff();
        }
        ObjectNode choice = whole.putArray("choices").addObject().put("finish_reason", finish);
        ObjectNode message =
                choice.putObject("message").put("role", "assistant").put("content", content.toString());
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
        if (!calls.isEmpty()) {
            ArrayNode all = message.putArray("tool_calls");
            calls.values()
                    .forEach(call -> all.addObject()
                            .put("id", call.id)
                            .put("type", "function")
                            .putObject("function")
                            .put("name", call.name)
                            .put("arguments", call.arguments.toString()));
        }
        return whole;
    }
}
