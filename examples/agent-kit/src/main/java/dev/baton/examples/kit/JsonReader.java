package dev.baton.examples.kit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON as RFC 8259 defines it; refuses everything else and says at which character. */
final class JsonReader {

    private static final int DEPTH_MAX = 100;
    private static final int NUMBER_LENGTH_MAX = 100;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private final String text;
    private int position;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    Json readDocument() {
        Json value = readValue();
        skipWhitespace();
        if (position < text.length()) {
            throw invalid("nothing may follow the value");
        }
        return value;
    }

    private Json readValue() {
        skipWhitespace();
        return switch (peek()) {
            case '{' -> nested(this::readObject);
            case '[' -> nested(this::readArray);
            case '"' -> new Json.TextValue(readText());
            case 't' -> literal("true", new Json.BooleanValue(true));
            case 'f' -> literal("false", new Json.BooleanValue(false));
            case 'n' -> literal("null", Json.NullValue.NULL);
            default -> readNumber();
        };
    }

    private Json nested(Supplier<Json> reader) {
        depth++;
        if (depth > DEPTH_MAX) {
            throw invalid("nested deeper than " + DEPTH_MAX + " levels");
        }
        Json value = reader.get();
        depth--;
        return value;
    }

    private Json readObject() {
        Map<String, Json> fields = new LinkedHashMap<>();
        expect('{');
        if (!accept('}')) {
            do {
                skipWhitespace();
                String name = readText();
                expect(':');
                if (fields.put(name, readValue()) != null) {
                    throw invalid("the field \"" + name + "\" occurs twice");
                }
            } while (accept(','));
            expect('}');
        }
        return new Json.ObjectValue(fields);
    }

    private Json readArray() {
        List<Json> elements = new ArrayList<>();
        expect('[');
        if (!accept(']')) {
            do {
                elements.add(readValue());
            } while (accept(','));
            expect(']');
        }
        return new Json.ArrayValue(elements);
    }

    private Json readNumber() {
        Matcher number = NUMBER.matcher(text).region(position, text.length());
        if (!number.lookingAt()) {
            throw invalid("expected a value");
        }
        if (number.end() - position > NUMBER_LENGTH_MAX) {
            throw invalid("a number is longer than " + NUMBER_LENGTH_MAX + " characters");
        }
        position = number.end();
        try {
            return new Json.NumberValue(new BigDecimal(number.group()));
        } catch (NumberFormatException exponentOutOfRange) {
            throw invalid("the exponent of a number is out of range");
        }
    }

    private Json literal(String word, Json value) {
        if (!text.startsWith(word, position)) {
            throw invalid("expected a value");
        }
        position += word.length();
        return value;
    }

    private String readText() {
        if (peek() != '"') {
            throw invalid("expected '\"'");
        }
        position++;
        StringBuilder out = new StringBuilder();
        for (char next = next(); next != '"'; next = next()) {
            if (next < ' ') {
                throw invalid("a control character in a string must be escaped");
            }
            out.append(next == '\\' ? readEscape() : next);
        }
        return out.toString();
    }

    private char readEscape() {
        char escape = next();
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> readCodeUnit();
            default -> throw invalid("unknown escape \\" + escape);
        };
    }

    private char readCodeUnit() {
        int unit = 0;
        for (int digits = 0; digits < 4; digits++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw invalid("expected four hexadecimal digits");
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private void expect(char expected) {
        if (!accept(expected)) {
            throw invalid("expected '" + expected + "'");
        }
    }

    private boolean accept(char expected) {
        skipWhitespace();
        if (position < text.length() && text.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void skipWhitespace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private char next() {
        char next = peek();
        position++;
        return next;
    }

    private char peek() {
        if (position >= text.length()) {
            throw invalid("the text ends too early");
        }
        return text.charAt(position);
    }

    private InvalidInput invalid(String problem) {
        return new InvalidInput("not valid JSON at character " + position + ": " + problem);
    }
}
