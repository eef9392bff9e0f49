package dev.baton.examples.kit;

import java.util.Map;

/** Writes JSON without spaces, fields in their order. */
final class JsonWriter {

    private JsonWriter() {}

    static void write(Json value, StringBuilder out) {
        switch (value) {
            case Json.TextValue text -> writeText(text.text(), out);
            case Json.NumberValue number -> out.append(number.number());
            case Json.BooleanValue truth -> out.append(truth.truth());
            case Json.ArrayValue array -> writeArray(array, out);
            case Json.ObjectValue object -> writeObject(object, out);
            case Json.NullValue nothing -> out.append("null");
        }
    }

    private static void writeArray(Json.ArrayValue array, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Json element : array.elements()) {
            out.append(separator);
            write(element, out);
            separator = ",";
        }
        out.append(']');
    }

    private static void writeObject(Json.ObjectValue object, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            out.append(separator);
            writeText(field.getKey(), out);
            out.append(':');
            write(field.getValue(), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        for (int index = 0; index < text.length(); index++) {
            writeCharacter(text.charAt(index), out);
        }
        out.append('"');
    }

    private static void writeCharacter(char character, StringBuilder out) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                // A lone surrogate has no UTF-8 form, so it travels as an escape.
                if (character < ' ' || Character.isSurrogate(character)) {
                    out.append(String.format("\\u%04x", (int) character));
                } else {
                    out.append(character);
                }
            }
        }
    }
}
