package dev.baton.actors.definition;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into what stands as it is and the expressions in <code>${ }</code>. */
final class TemplateText {

    static final String OPEN = "${";

    /** Writes the two characters that would open an expression. */
    private static final String ESCAPED_OPEN = "$${";

    /** A stretch of the text. */
    sealed interface Part {

        record Plain(String text) implements Part {}

        record Code(String expression) implements Part {}

        /** @param text from the brace that nothing closes */
        record Unclosed(String text) implements Part {}
    }

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();

    private TemplateText(String text) {
        this.text = text;
    }

    static boolean mayHoldExpression(String text) {
        return text.contains(OPEN);
    }

    static List<Part> split(String text) {
        return new TemplateText(text).split();
    }

    private List<Part> split() {
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith(ESCAPED_OPEN, at)) {
                plain.append(OPEN);
                at += ESCAPED_OPEN.length();
            } else if (text.startsWith(OPEN, at)) {
                at = code(at);
            } else {
                plain.append(text.charAt(at));
                at++;
            }
        }
        endPlain();
        return parts;
    }

    private int code(int open) {
        int start = open + OPEN.length();
        int end = closingBrace(start);
        endPlain();
        if (end < 0) {
            parts.add(new Part.Unclosed(text.substring(open)));
            return text.length();
        }
        parts.add(new Part.Code(text.substring(start, end).strip()));
        return end + 1;
    }

    private void endPlain() {
        if (!plain.isEmpty()) {
            parts.add(new Part.Plain(plain.toString()));
            plain.setLength(0);
        }
    }

    /** Braces of CEL maps nest; braces in CEL texts and comments do not count. */
    private int closingBrace(int start) {
        int depth = 0;
        int at = start;
        while (at < text.length()) {
            char character = text.charAt(at);
            if (character == '"' || character == '\'') {
                at = endOfLiteral(at);
                continue;
            }
            if (character == '/' && text.startsWith("//", at)) {
                int lineEnd = text.indexOf('\n', at);
                at = lineEnd < 0 ? text.length() : lineEnd;
                continue;
            }
            if (character == '{') {
                depth++;
            } else if (character == '}' && depth-- == 0) {
                return at;
            }
            at++;
        }
        return -1;
    }

    private int endOfLiteral(int start) {
        boolean raw = start > 0 && "rR".indexOf(text.charAt(start - 1)) >= 0;
        String quote = text.substring(start, start + 1);
        String delimiter = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
        int at = start + delimiter.length();
        while (at < text.length()) {
            if (text.startsWith(delimiter, at)) {
                return at + delimiter.length();
            }
            at += text.charAt(at) == '\\' && !raw ? 2 : 1;
        }
        return text.length();
    }
}
