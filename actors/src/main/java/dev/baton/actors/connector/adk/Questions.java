package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The calls of long-running tools that wait for somebody outside.
 *
 * @param calls of an event, each {@code {id, tool, arguments, response}}; the response is what the tool has said meanwhile
 */
record Questions(List<ObjectNode> calls) {

    Questions {
        calls = List.copyOf(calls);
    }

    static Questions of(JsonNode events) {
        Map<String, ObjectNode> open = new LinkedHashMap<>();
        for (JsonNode event : events) {
            Set<String> ids = new HashSet<>();
            event.path("longRunningToolIds").forEach(id -> ids.add(id.asText()));
            for (JsonNode part : event.at("/content/parts")) {
                JsonNode call = part.path("functionCall");
                JsonNode response = part.path("functionResponse");
                String answered = response.path("id").asText();
                if (ids.contains(call.path("id").asText())) {
                    open.put(call.path("id").asText(), question(call));
                } else if (event.path("author").asText().equals("user")) {
                    open.remove(answered);
                } else if (open.containsKey(answered) && response.has("response")) {
                    open.get(answered).set("response", response.get("response"));
                }
            }
        }
        return new Questions(List.copyOf(open.values()));
    }

    private static ObjectNode question(JsonNode call) {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        question.put("id", call.path("id").asText());
        question.put("tool", call.path("name").asText());
        question.set("arguments", call.has("args") ? call.get("args") : JsonNodeFactory.instance.objectNode());
        return question;
    }

    /** Of a record. */
    static Questions recorded(JsonNode asked) {
        return new Questions(StreamSupport.stream(asked.spliterator(), false)
                .map(one -> (ObjectNode) one.deepCopy())
                .toList());
    }

    /** What an answer needs of them. */
    ArrayNode record() {
        ArrayNode asked = JsonNodeFactory.instance.arrayNode();
        calls.forEach(call -> asked.addObject()
                .put("id", call.path("id").asText())
                .put("tool", call.path("tool").asText()));
        return asked;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    String tools() {
        return calls.stream().map(call -> call.path("tool").asText()).collect(Collectors.joining(", "));
    }

    /** Several can only be answered by their ids. */
    JsonNode asked() {
        if (calls.size() == 1) {
            return calls.getFirst().deepCopy().without("id");
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        calls.forEach(all::add);
        return all;
    }

    /** Whether any of these is open here, too. */
    boolean overlaps(Questions other) {
        Set<String> ids = calls.stream().map(call -> call.path("id").asText()).collect(Collectors.toSet());
        return other.calls.stream()
                .anyMatch(call -> ids.contains(call.path("id").asText()));
    }

    /** Whether all of them are answered. */
    boolean areAnsweredBy(JsonNode answer) {
        return calls.size() == 1
                || calls.stream().allMatch(call -> answer.has(call.path("id").asText()));
    }

    /** Parts of the message that answers them. A tool's response is always an object. */
    ArrayNode answers(JsonNode answer) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (ObjectNode call : calls) {
            String id = call.path("id").asText();
            JsonNode given = calls.size() == 1 ? answer : answer.path(id);
            ObjectNode response = parts.addObject().putObject("functionResponse");
            response.put("id", id).put("name", call.path("tool").asText());
            response.set(
                    "response",
                    given.isObject()
                            ? given
                            : JsonNodeFactory.instance.objectNode().set("result", given));
        }
        return parts;
    }
}
