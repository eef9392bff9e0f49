package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.JsonAnswers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Events of Anthropic's Messages. */
final class AnthropicStream implements ModelStream {

    private final Map<Integer, ObjectNode> blocks = new TreeMap<>();
    private final Map<Integer, StringBuilder> inputs = new TreeMap<>();
    private ObjectNode message = JsonNodeFactory.instance.objectNode();
    private boolean complete;

    @Override
    public String next(JsonNode event) throws ModelApi.Unreadable {
        int index = event.path("index").asInt();
        switch (event.path("type").asText()) {
            case "message_start" -> message = event.path("message").deepCopy();
            case "content_block_start" -> {
                blocks.put(index, event.path("content_block").deepCopy());
                return event.path("content_block").path("text").asText("");
            }
            case "content_block_delta" -> {
                return delta(index, event.path("delta"));
            }
            case "message_delta" -> {
                message.set("stop_reason", event.path("delta").path("stop_reason"));
                message.withObjectProperty("usage").setAll(event.withObjectProperty("usage"));
            }
            case "message_stop" -> complete = true;
            case "error" -> throw ModelStream.failed(event.path("error"));
            default -> {}
        }
        return "";
    }

    private String delta(int index, JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> {
                String words = delta.path("text").asText();
                ObjectNode block = block(index);
                block.put("text", block.path("text").asText("") + words);
                return words;
            }
            case "input_json_delta" ->
                inputs.computeIfAbsent(index, ignored -> new StringBuilder())
                        .append(delta.path("partial_json").asText());
            default -> {}
        }
        return "";
    }

    private ObjectNode block(int index) {
        return blocks.computeIfAbsent(
                index, ignored -> JsonNodeFactory.instance.objectNode().put("type", "text"));
    }

    @Override
    public JsonNode whole() throws ModelApi.Unreadable {
        if (!complete) {
            throw ModelStream.cutOff();
        }
        for (Map.Entry<Integer, StringBuilder> input : inputs.entrySet()) {
            byte[] json = input.getValue().toString().getBytes(StandardCharsets.UTF_8);
            try {
                block(input.getKey())
                        .set(
                                "input",
                                json.length == 0
                                        ? JsonNodeFactory.instance.objectNode()
                                        : JsonAnswers.parse(json, json.length));
            } catch (IOException e) {
                // What the model wrote is no JSON: shown to it as it is, so that it can mend it.
                block(input.getKey()).put("input", input.getValue().toString());
            }
        }
        message.putArray("content").addAll(blocks.values());
        return message;
    }
}
