package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way into one evaluation and back. Objects and lists are views, so that a large input is not copied
 * and comes back as the very node it was; so do long texts.
 */
final class JsonValues {

    /** New values in one result. */
    static final int RESULT_NODES_MAX = 1_000_000;

    static final int RESULT_DEPTH_MAX = 256;

    /** Characters of all texts in a new value, those in stored values counted again at each further mention. */
    static final long RESULT_CHARS_MAX = 64L * 1024 * 1024;

    /** Shorter texts are cheaper to wrap again than to remember. */
    private static final int REMEMBERED_CHARS_MIN = 64;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A result that JSON has no way to write. */
    static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String message) {
            super(message, null, false, false);
        }
    }

    private @Nullable IdentityHashMap<String, JsonNode> texts;
    private @Nullable Set<JsonNode> mentioned;
    private int nodes;
    private long chars;

    Object toCel(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> new JsonObject((ObjectNode) json);
            case ARRAY -> new JsonArray((ArrayNode) json);
            case STRING -> text(json);
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> number(json);
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case BINARY, POJO -> json.asText();
        };
    }

    /** CEL's integers have 64 bits; a larger number can only be a double. */
    private static Object number(JsonNode json) {
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            return json.longValue();
        }
        return json.doubleValue();
    }

    private Object text(JsonNode json) {
        String text = json.textValue();
        if (text.length() >= REMEMBERED_CHARS_MIN) {
            if (texts == null) {
                texts = new IdentityHashMap<>();
            }
            texts.put(text, json);
        }
        return text;
    }

    JsonNode toJson(@Nullable Object value) throws NotJson {
        return toJson(value, 1);
    }

    private JsonNode toJson(@Nullable Object value, int depth) throws NotJson {
        if (++nodes > RESULT_NODES_MAX) {
            throw new NotJson("the result holds more than " + RESULT_NODES_MAX + " values");
        }
        if (depth > RESULT_DEPTH_MAX) {
            throw new NotJson("the result is nested deeper than " + RESULT_DEPTH_MAX + " levels");
        }
        return switch (value) {
            case null -> JSON.nullNode();
            case JsonObject view -> stored(view.json, depth);
            case JsonArray view -> stored(view.json, depth);
            case NullValue ignored -> JSON.nullNode();
            case String text -> textNode(text, depth);
            case Boolean truth -> JSON.booleanNode(truth);
            case Long number -> integer(number);
            case Integer number -> JSON.numberNode(number.intValue());
            case Double number -> floating(number);
            case UnsignedLong number ->
                number.bigIntegerValue().bitLength() < 64
                        ? integer(number.longValue())
                        : JSON.numberNode(number.bigIntegerValue());
            case Instant time -> JSON.textNode(time.toString());
            case Duration duration -> JSON.textNode(duration.toString());
            case CelByteString bytes -> JSON.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Optional<?> optional -> toJson(optional.orElse(null), depth + 1);
            case Map<?, ?> map -> object(map, depth);
            case Iterable<?> items -> array(items, depth);
            default ->
                throw new NotJson("the result is a " + value.getClass().getSimpleName() + ", which JSON cannot hold");
        };
    }

    /** Mentioning a stored value costs nothing here, but a thousand mentions make a large text of it later. */
    private JsonNode stored(JsonNode json, int depth) throws NotJson {
        if (depth > 1) {
            mentioned = mentioned == null ? Collections.newSetFromMap(new IdentityHashMap<>()) : mentioned;
            if (!mentioned.add(json)) {
                charge(json);
            }
        }
        return json;
    }

    private void charge(JsonNode json) throws NotJson {
        count(json.isTextual() ? json.textValue().length() : 4);
        for (JsonNode child : json) {
            charge(child);
        }
    }

    private void count(int more) throws NotJson {
        chars += more;
        if (chars > RESULT_CHARS_MAX) {
            throw new NotJson("the result holds texts of more than " + RESULT_CHARS_MAX + " characters");
        }
    }

    private JsonNode textNode(String text, int depth) throws NotJson {
        count(depth == 1 ? 0 : text.length());
        JsonNode origin = texts == null ? null : texts.get(text);
        return origin == null ? JSON.textNode(text) : origin;
    }

    /** As Jackson reads them: small ones as ints, so that equal values are equal nodes. */
    static JsonNode integer(long number) {
        return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
    }

    private static JsonNode floating(double number) throws NotJson {
        if (Double.isFinite(number)) {
            return JSON.numberNode(number);
        }
        throw new NotJson("the result is " + number + ", which JSON cannot hold");
    }

    private JsonNode object(Map<?, ?> map, int depth) throws NotJson {
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            object.set(String.valueOf(entry.getKey()), toJson(entry.getValue(), depth + 1));
        }
        return object;
    }

    private JsonNode array(Iterable<?> items, int depth) throws NotJson {
        ArrayNode array = JSON.arrayNode();
        for (Object item : items) {
            array.add(toJson(item, depth + 1));
        }
        return array;
    }

    /** A JSON object as CEL sees it. */
    private final class JsonObject extends AbstractMap<String, Object> {

        private final ObjectNode json;

        private JsonObject(ObjectNode json) {
            this.json = json;
        }

        @Override
        public @Nullable Object get(Object key) {
            JsonNode value = key instanceof String name ? json.get(name) : null;
            return value == null ? null : toCel(value);
        }

        @Override
        public boolean containsKey(Object key) {
            return key instanceof String name && json.has(name);
        }

        @Override
        public int size() {
            return json.size();
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return json.size();
                }

                @Override
                public Iterator<Map.Entry<String, Object>> iterator() {
                    return json.properties().stream()
                            .map(property -> Map.entry(property.getKey(), toCel(property.getValue())))
                            .iterator();
                }
            };
        }
    }

    /** A JSON array as CEL sees it. */
    private final class JsonArray extends AbstractList<Object> implements RandomAccess {

        private final ArrayNode json;

        private JsonArray(ArrayNode json) {
            this.json = json;
        }

        @Override
        public Object get(int index) {
            JsonNode item = json.get(index);
            if (item == null) {
                throw new IndexOutOfBoundsException(index);
            }
            return toCel(item);
        }

        @Override
        public int size() {
            return json.size();
        }
    }
}
