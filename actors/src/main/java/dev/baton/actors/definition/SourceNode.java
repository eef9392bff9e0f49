package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a definition together with the place where its author wrote it. */
sealed interface SourceNode {

    SourcePath path();

    Position position();

    /** The value without its places. */
    JsonNode json();

    /** Nothing wrote this text: a definition restored from its canonical form has no lines. */
    static SourceNode of(JsonNode json) {
        return of(json, SourcePath.ROOT);
    }

    private static SourceNode of(JsonNode json, SourcePath path) {
        return switch (json) {
            case ObjectNode object -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                object.properties()
                        .forEach(property -> entries.put(
                                property.getKey(),
                                new Entry(Position.UNKNOWN, of(property.getValue(), path.child(property.getKey())))));
                yield new Mapping(path, Position.UNKNOWN, object, entries);
            }
            case ArrayNode array -> {
                List<SourceNode> items = new ArrayList<>(array.size());
                for (int index = 0; index < array.size(); index++) {
                    items.add(of(array.get(index), path.child(index)));
                }
                yield new Sequence(path, Position.UNKNOWN, array, items);
            }
            default -> new Scalar(path, Position.UNKNOWN, json, null);
        };
    }

    /** @param keyPosition where the key stands; the value has a place of its own */
    record Entry(Position keyPosition, SourceNode value) {}

    record Mapping(SourcePath path, Position position, ObjectNode json, Map<String, Entry> entries)
            implements SourceNode {

        @Nullable
        SourceNode get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        Position keyPosition(String key) {
            Entry entry = entries.get(key);
            return entry == null ? position : entry.keyPosition();
        }
    }

    record Sequence(SourcePath path, Position position, ArrayNode json, List<SourceNode> items) implements SourceNode {}

    /** @param extent the text as it was written, with its quotes */
    record Scalar(
            SourcePath path,
            Position position,
            JsonNode json,
            @Nullable SourceExtent extent) implements SourceNode {

        /** The place of a character of a part, if the text was written without escapes; otherwise of the whole. */
        Position positionOf(String part, int offset) {
            return extent == null ? position : extent.positionOf(part, offset, position);
        }
    }

    /** The value at a JSON pointer below this one, or the nearest one above it that exists. */
    default SourceNode nearest(List<String> segments) {
        SourceNode node = this;
        for (String segment : segments) {
            SourceNode next = node.child(segment);
            if (next == null) {
                return node;
            }
            node = next;
        }
        return node;
    }

    private @Nullable SourceNode child(String segment) {
        return switch (this) {
            case Mapping mapping -> mapping.get(segment);
            case Sequence sequence -> {
                int index = segment.matches("\\d{1,6}") ? Integer.parseInt(segment) : -1;
                yield index >= 0 && index < sequence.items().size()
                        ? sequence.items().get(index)
                        : null;
            }
            case Scalar ignored -> null;
        };
    }
}
