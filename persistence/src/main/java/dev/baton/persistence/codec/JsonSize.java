package dev.baton.persistence.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Tells large JSON from small without writing it. */
final class JsonSize {

    private JsonSize() {}

    /** Whether the JSON may take more than {@code bytes}; never false for one that does. */
    static boolean exceeds(JsonNode json, int bytes) {
        return rest(json, bytes) < 0;
    }

    /** What is left of {@code budget} after the largest size that the node may have; below zero if nothing is. */
    private static long rest(JsonNode node, long budget) {
        if (budget < 0) {
            return budget;
        }
        return switch (node.getNodeType()) {
            case STRING -> budget - 2 - 6L * node.textValue().length() / worst(node.textValue());
            case OBJECT -> ofObject(node, budget - 2);
            case ARRAY -> ofArray(node, budget - 2);
            case NUMBER -> budget - node.asText().length();
            case BINARY, POJO -> -1;
            case BOOLEAN, NULL, MISSING -> budget - 5;
        };
    }

    /** A plain ASCII text takes a byte for a character; any other at most six. */
    private static int worst(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return 1;
            }
        }
        return 6;
    }

    private static long ofObject(JsonNode node, long budget) {
        long left = budget;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            left = rest(field.getValue(), left - 4 - 6L * field.getKey().length() / worst(field.getKey()));
        }
        return left;
    }

    private static long ofArray(JsonNode node, long budget) {
        long left = budget;
        for (Iterator<JsonNode> items = node.elements(); items.hasNext() && left >= 0; ) {
            left = rest(items.next(), left - 1);
        }
        return left;
    }
}
