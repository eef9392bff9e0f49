package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an answer apart into the events in which a provider would stream it; texts come word by word. */
final class ScriptedStream {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<String> events = new ArrayList<>();

    private ScriptedStream() {}

    static List<String> of(String path, ObjectNode whole) {
        ScriptedStream stream = new ScriptedStream();
        if (path.endsWith("/chat/completions")) {
            stream.chunks(whole);
        } else if (path.endsWith("/messages")) {
            stream.anthropic(whole);
        } else {
            stream.responses(whole);
        }
        return stream.events;
    }

    private static String[] words(String text) {
        return text.split("(?<= )");
    }

    private void chunks(ObjectNode whole) {
        JsonNode choice = whole.at("/choices/0");
        JsonNode message = choice.path("message");
        chunk(whole, JSON.objectNode().put("role", "assistant").put("content", ""), null);
        if (message.path("content").isTextual()) {
            for (String word : words(message.path("content").textValue())) {
                chunk(whole, JSON.objectNode().put("content", word), null);
            }
        }
        if (message.path("refusal").isTextual()) {
            chunk(
                    whole,
                    JSON.objectNode().put("refusal", message.path("refusal").textValue()),
                    null);
        }
        int index = 0;
        for (JsonNode call : message.path("tool_calls")) {
            String arguments = call.at("/function/arguments").textValue();
            int half = arguments.length() / 2;
            ObjectNode first = JSON.objectNode();
            ObjectNode begun = first.putArray("tool_calls").addObject().put("index", index);
            begun.put("id", call.path("id").asText()).put("type", "function");
            begun.putObject("function")
                    .put("name", call.at("/function/name").asText())
                    .put("arguments", arguments.substring(0, half));
            chunk(whole, first, null);
            ObjectNode rest = JSON.objectNode();
            rest.putArray("tool_calls")
                    .addObject()
                    .put("index", index)
                    .putObject("function")
                    .put("arguments", arguments.substring(half));
            chunk(whole, rest, null);
            index++;
        }
        chunk(whole, JSON.objectNode(), choice.path("finish_reason").asText());
        ObjectNode usage = chunkOf(whole);
        usage.putArray("choices");
        usage.set("usage", whole.get("usage"));
        say("", usage.toString());
        say("", "[DONE]");
    }

    private static ObjectNode chunkOf(ObjectNode whole) {
        ObjectNode chunk = JSON.objectNode().put("object", "chat.completion.chunk");
        chunk.set("id", whole.get("id"));
        chunk.set("created", whole.get("created"));
        chunk.set("model", whole.get("model"));
        return chunk.putNull("usage");
    }

    private void chunk(ObjectNode whole, ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = chunkOf(whole);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finish);
        say("", chunk.toString());
    }

    private void anthropic(ObjectNode whole) {
        ObjectNode begun = whole.deepCopy();
        begun.putArray("content");
        begun.putNull("stop_reason");
        begun.withObjectProperty("usage").put("output_tokens", 1);
        typed(JSON.objectNode().put("type", "message_start").set("message", begun));
        typed(JSON.objectNode().put("type", "ping"));
        int index = 0;
        for (JsonNode block : whole.path("content")) {
            boolean text = block.path("type").asText().equals("text");
            ObjectNode empty = block.deepCopy();
            if (text) {
                empty.put("text", "");
            } else {
                empty.putObject("input");
            }
            typed(JSON.objectNode()
                    .put("type", "content_block_start")
                    .put("index", index)
                    .set("content_block", empty));
            String all =
                    text ? block.path("text").textValue() : block.path("input").toString();
            for (String part : words(all)) {
                ObjectNode delta = text
                        ? JSON.objectNode().put("type", "text_delta").put("text", part)
                        : JSON.objectNode().put("type", "input_json_delta").put("partial_json", part);
                typed(JSON.objectNode()
                        .put("type", "content_block_delta")
                        .put("index", index)
                        .set("delta", delta));
            }
            typed(JSON.objectNode().put("type", "content_block_stop").put("index", index));
            index++;
        }
        ObjectNode end = JSON.objectNode().put("type", "message_delta");
        end.putObject("delta").set("stop_reason", whole.get("stop_reason"));
        end.withObjectProperty("delta").putNull("stop_sequence");
        end.putObject("usage").set("output_tokens", whole.at("/usage/output_tokens"));
        typed(end);
        typed(JSON.objectNode().put("type", "message_stop"));
    }

    private void responses(ObjectNode whole) {
        int number = 0;
        ObjectNode begun = whole.deepCopy();
        begun.put("status", "in_progress").putArray("output");
        typed(JSON.objectNode()
                .put("type", "response.created")
                .put("sequence_number", number++)
                .set("response", begun));
        int index = 0;
        for (JsonNode item : whole.path("output")) {
            typed(JSON.objectNode()
                    .put("type", "response.output_item.added")
                    .put("sequence_number", number++)
                    .put("output_index", index)
                    .set("item", item));
            JsonNode part = item.at("/content/0");
            if (part.path("text").isTextual()) {
                typed(JSON.objectNode()
                        .put("type", "response.content_part.added")
                        .put("sequence_number", number++)
                        .put("item_id", item.path("id").asText())
                        .put("output_index", index)
                        .put("content_index", 0)
                        .set("part", part));
                for (String word : words(part.path("text").textValue())) {
                    typed(JSON.objectNode()
                            .put("type", "response.output_text.delta")
                            .put("sequence_number", number++)
                            .put("item_id", item.path("id").asText())
                            .put("output_index", index)
                            .put("content_index", 0)
                            .put("delta", word));
                }
            }
            index++;
        }
        String status = whole.path("status").asText();
        typed(JSON.objectNode()
                .put("type", "response." + status)
                .put("sequence_number", number)
                .set("response", whole));
    }

    private void typed(ObjectNode event) {
        say(event.path("type").asText(), event.toString());
    }

    private void say(String type, String data) {
        events.add((type.isEmpty() ? "" : "event: " + type + "\n") + "data: " + data + "\n\n");
    }
}
