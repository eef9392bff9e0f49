package dev.baton.worker;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads JSON as RFC 8259 defines it; refuses everything else and says at which character. */
final class JsonReader {

    /** The server lets nothing deeper in. */
    private static final int DEPTH_MAX = 256;

    private static final int NUMBER_CHARS_MAX = 400;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    private final String text;
    private int position;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    @Nullable
    Object read() {
        Object value = value();
        skipSpace();
        if (position < text.length()) {
            throw invalid("nothing may follow the value");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> text();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        open();
        if (!accept('}')) {
            do {
                skipSpace();
                String name = text();
                expect(':');
                fields.put(name, value());
            } while (accept(','));
            expect('}');
        }
        depth--;
        return fields;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> elements = new ArrayList<>();
        open();
        if (!accept(']')) {
            do {
                elements.add(value());
            } while (accept(','));
            expect(']');
        }
        depth--;
        return elements;
    }

    private void open() {
        position++;
        depth++;
        if (depth > DEPTH_MAX) {
            throw invalid("nested deeper than " + DEPTH_MAX + " levels");
        }
    }

    private Number number() {
        Matcher number = NUMBER.matcher(text).region(position, text.length());
        if (!number.lookingAt() || number.end() - position > NUMBER_CHARS_MAX) {
            throw invalid("expected a value");
        }
        position = number.end();
        String digits = number.group();
        if (WHOLE.matcher(digits).matches()) {
            return Long.valueOf(digits);
        }
        return new BigDecimal(digits);
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, position)) {
            throw invalid("expected a value");
        }
        position += word.length();
        return value;
    }

    private String text() {
        if (peek() != '"') {
            throw invalid("expected a text");
        }
        position++;
        StringBuilder out = new StringBuilder();
        for (char next = next(); next != '"'; next = next()) {
            if (next < ' ') {
                throw invalid("a control character in a text must be escaped");
            }
            out.append(next == '\\' ? escaped() : next);
        }
        return out.toString();
    }

    private char escaped() {
        char escape = next();
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw invalid("unknown escape");
        };
    }

    private char codeUnit() {
        int unit = 0;
        for (int digits = 0; digits < HEX_DIGITS; digits++) {
            int digit = Character.digit(next(), HEX);
            if (digit < 0) {
                throw invalid("expected four hexadecimal digits");
            }
            unit = unit * HEX + digit;
        }
        return (char) unit;
    }

    private void expect(char expected) {
        if (!accept(expected)) {
            throw invalid("expected '" + expected + "'");
        }
    }

    private boolean accept(char expected) {
        skipSpace();
        if (peek() == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    /** No character of JSON at the end. */
    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private char next() {
        if (position == text.length()) {
            throw invalid("the text ends too early");
        }
        return text.charAt(position++);
    }

    private IllegalArgumentException invalid(String problem) {
        return new IllegalArgumentException("not valid JSON at character " + position + ": " + problem);
    }
}
