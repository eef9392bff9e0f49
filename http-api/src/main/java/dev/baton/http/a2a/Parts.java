package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.http.exchange.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The contents of messages and artifacts, in the form of version 1.0. */
final class Parts {

    private static final int PARTS_MAX = 1_000;
    private static final String JSON = "application/json";

    private Parts() {}

    /** Why these cannot be the parts of a message; null if they can. */
    static @Nullable String problem(JsonNode parts) {
        if (!parts.isArray() || parts.isEmpty() || parts.size() > PARTS_MAX) {
            return "message.parts must be a list of 1 to " + PARTS_MAX + " parts";
        }
        for (JsonNode part : parts) {
            boolean known = part.path("text").isTextual() || part.has("data") || part.has("url") || part.has("raw");
            if (!known) {
                return "a part must have one of text, data, url and raw";
            }
        }
        return null;
    }

    /** A text as text, everything else as data. */
    static ArrayNode of(JsonNode value) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (value.isTextual()) {
            part.put("text", value.textValue()).put("mediaType", "text/plain");
        } else {
            part.set("data", value);
            part.put("mediaType", JSON);
        }
        return JsonNodeFactory.instance.arrayNode().add(part);
    }

    /**
     * The value of a single part of data, texts as one text, and anything else as {@code {parts: [...]}}. A text becomes
     * what the schema wants if it can: the object that it holds as JSON, or the only text that the object needs.
     */
    static JsonNode value(JsonNode parts, @Nullable JsonNode schema) {
        if (parts.size() == 1 && parts.get(0).has("data")) {
            return parts.get(0).get("data");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            if (!part.path("text").isTextual()) {
                return JsonNodeFactory.instance.objectNode().set("parts", parts);
            }
            texts.add(part.get("text").textValue());
        }
        return fitted(String.join("\n", texts), schema);
    }

    private static JsonNode fitted(String text, @Nullable JsonNode schema) {
        JsonNode plain = TextNode.valueOf(text);
        String type = schema == null ? "" : schema.path("type").asText();
        if (schema == null || type.isEmpty() || type.equals("string")) {
            return plain;
        }
        Optional<JsonNode> json = json(text);
        if (json.isPresent() && (!type.equals("object") || json.get().isObject())) {
            return json.get();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode name : schema.path("required")) {
            if (schema.path("properties")
                    .path(name.asText())
                    .path("type")
                    .asText()
                    .equals("string")) {
                texts.add(name.asText());
            }
        }
        return texts.size() == 1 ? JsonNodeFactory.instance.objectNode().put(texts.getFirst(), text) : plain;
    }

    private static Optional<JsonNode> json(String text) {
        return Json.parse(ByteString.fromString(text)) instanceof Json.Parsed.Of of
                ? Optional.of(of.json())
                : Optional.empty();
    }
}
