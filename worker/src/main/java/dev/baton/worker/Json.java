package dev.baton.worker;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as plain values: maps, lists, texts, numbers, truth values and null. */
final class Json {

    private static final char FIRST_PRINTABLE = ' ';

    private Json() {}

    /** @throws IllegalArgumentException if it is not exactly one JSON value */
    static @Nullable Object read(String text) {
        return new JsonReader(text).read();
    }

    /** @throws IllegalArgumentException if it is no object */
    @SuppressWarnings("unchecked") // the reader makes objects with keys that are texts
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("expected an object");
    }

    /** @throws IllegalArgumentException if there is no such text */
    static String text(Map<String, @Nullable Object> object, String name) {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("expected a text \"" + name + "\"");
    }

    /** @throws IllegalArgumentException if JSON has no such value */
    static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> writeObject(map, out);
            case Iterable<?> list -> writeArray(list, out);
            case CharSequence text -> writeText(text, out);
            case Boolean truth -> out.append(truth);
            case Number number -> writeNumber(number, out);
            case Enum<?> constant -> writeText(constant.name(), out);
            default ->
                throw new IllegalArgumentException(
                        "JSON has no value like a " + value.getClass().getName());
        }
    }

    private static void writeNumber(Number number, StringBuilder out) {
        boolean whole = number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger
                || number instanceof BigDecimal;
        if (!whole && !Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("JSON has no number like " + number);
        }
        out.append(number);
    }

    private static void writeObject(Map<?, ?> map, StringBuilder out) {
        String separator = "{";
        for (Map.Entry<?, ?> field : map.entrySet()) {
            if (!(field.getKey() instanceof CharSequence name)) {
                throw new IllegalArgumentException("the keys of a JSON object are texts, unlike " + field.getKey());
            }
            out.append(separator);
            writeText(name, out);
            out.append(':');
            write(field.getValue(), out);
            separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void writeArray(Iterable<?> list, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            write(element, out);
            separator = ",";
        }
        out.append(']');
    }

    private static void writeText(CharSequence text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '"', '\\' -> out.append('\\').append(character);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (character < FIRST_PRINTABLE || Character.isSurrogate(character)) {
                        out.append("\\u%04x".formatted((int) character));
                    } else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }
}
