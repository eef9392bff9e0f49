package dev.baton.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Finds what a parser lets through and no store, digest or answer can hold: infinite numbers, halves of characters. */
final class Unusable {

    private Unusable() {}

    static Optional<Fault> in(JsonNode json) {
        return find(json, "");
    }

    private static Optional<Fault> find(JsonNode json, String pointer) {
        return switch (json.getNodeType()) {
            case OBJECT -> inObject(json, pointer);
            case ARRAY -> inArray(json, pointer);
            case NUMBER ->
                Double.isInfinite(json.doubleValue())
                        ? Optional.of(Fault.at(
                                pointer, "number-out-of-range", "The number is larger than a double can hold."))
                        : Optional.empty();
            case STRING -> wellFormed(json.textValue()) ? Optional.empty() : halfCharacter(pointer);
            case BINARY, BOOLEAN, MISSING, NULL, POJO -> Optional.empty();
        };
    }

    private static Optional<Fault> inObject(JsonNode object, String pointer) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!wellFormed(field.getKey())) {
                return halfCharacter(pointer);
            }
            JsonNode value = field.getValue();
            if (needsLook(value)) {
                Optional<Fault> found = find(value, pointer + "/" + Pointers.escape(field.getKey()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Fault> inArray(JsonNode array, String pointer) {
        for (int i = 0; i < array.size(); i++) {
            if (needsLook(array.get(i))) {
                Optional<Fault> found = find(array.get(i), pointer + "/" + i);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Spares the building of pointers for the values that are mostly there. */
    private static boolean needsLook(JsonNode value) {
        if (value.isTextual()) {
            return !wellFormed(value.textValue());
        }
        return value.isContainerNode() || value.isFloatingPointNumber() || value.isBigInteger();
    }

    private static Optional<Fault> halfCharacter(String pointer) {
        return Optional.of(Fault.at(pointer, "half-character", "The text holds half of a surrogate pair."));
    }

    private static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
