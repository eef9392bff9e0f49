package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.JsonAnswers;
import java.util.ArrayList;
import java.util.List;

/** The contents of messages and artifacts, in the form of version 1.0. */
final class Parts {

    private static final String JSON = "application/json";

    private Parts() {}

    /** A text as text; everything else as data, unless the agent takes only texts. */
    static ArrayNode of(JsonNode value, boolean asText) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (value.isTextual()) {
            part.put("text", value.textValue()).put("mediaType", "text/plain");
        } else if (asText) {
            part.put("text", value.toString()).put("mediaType", JSON);
        } else {
            part.set("data", value);
            part.put("mediaType", JSON);
        }
        return JsonNodeFactory.instance.arrayNode().add(part);
    }

    /**
     * The parts of all artifacts.
     *
     * @param streamed by an agent that says a text piece by piece: the pieces lie as parts in one artifact
     */
    static ArrayNode of(List<ArrayNode> artifacts, boolean streamed) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (ArrayNode artifact : artifacts) {
            ArrayNode own = JsonNodeFactory.instance.arrayNode();
            for (JsonNode part : artifact) {
                if (streamed && own.size() > 0 && isNext(own.get(own.size() - 1), part)) {
                    ObjectNode before = (ObjectNode) own.get(own.size() - 1);
                    before.put(
                            "text",
                            before.get("text").textValue() + part.get("text").textValue());
                } else {
                    own.add(part.deepCopy());
                }
            }
            all.addAll(own);
        }
        return all;
    }

    private static boolean isNext(JsonNode before, JsonNode part) {
        return before.isObject()
                && before.path("text").isTextual()
                && part.path("text").isTextual()
                && before.path("mediaType").equals(part.path("mediaType"));
    }

    /** The value of a single part of data, texts as one text, and everything else as the list of parts that it is. */
    static JsonNode value(ArrayNode parts) {
        if (parts.size() == 1 && parts.get(0).has("data")) {
            return parts.get(0).get("data");
        }
        if (parts.size() == 1 && parts.get(0).path("mediaType").asText().equals(JSON)) {
            String text = parts.get(0).path("text").asText();
            return JsonAnswers.parsed(text).orElseGet(() -> TextNode.valueOf(text));
        }
        return text(parts);
    }

    private static JsonNode text(ArrayNode parts) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            if (!part.path("text").isTextual()) {
                return parts;
            }
            texts.add(part.get("text").textValue());
        }
        return TextNode.valueOf(String.join("\n", texts));
    }

    /** What people read of it. */
    static String shown(ArrayNode parts) {
        JsonNode value = value(parts);
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** Parts of version 0.3, which name their kind. */
    static ArrayNode fromOld(JsonNode parts) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode old : parts) {
            ObjectNode part = all.addObject();
            switch (old.path("kind").asText()) {
                case "text" -> part.set("text", old.path("text"));
                case "data" -> part.set("data", old.path("data"));
                default -> fileFromOld(old.path("file"), part);
            }
        }
        return all;
    }

    private static void fileFromOld(JsonNode file, ObjectNode part) {
        part.set(file.has("uri") ? "url" : "raw", file.has("uri") ? file.get("uri") : file.path("bytes"));
        if (file.has("name")) {
            part.set("filename", file.get("name"));
        }
        if (file.has("mimeType")) {
            part.set("mediaType", file.get("mimeType"));
        }
    }

    static ArrayNode toOld(ArrayNode parts) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode part : parts) {
            boolean data = part.has("data");
            ObjectNode old = all.addObject().put("kind", data ? "data" : "text");
            old.set(data ? "data" : "text", part.get(data ? "data" : "text"));
        }
        return all;
    }
}
