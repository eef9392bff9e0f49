package dev.baton.examples.licensereview.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One line of a licence.
 *
 * @param start where it begins in the text
 * @param end where it ends in the text, before the line break
 * @param indentation the characters before the first word
 * @param words what it says; empty for a blank line and for a ruler
 */
record Line(int start, int end, int indentation, String words) {

    private static final int HEADING_LENGTH_MAX = 80;
    private static final Pattern CLOSES_A_STATEMENT = Pattern.compile(".*(?:[.;:!?][\"”')]*|[;,] (?:and|or)|\\bor,)$");

    static List<Line> of(String text) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int lineBreak = text.indexOf('\n', start);
            int end = lineBreak < 0 ? text.length() : lineBreak;
            String raw = text.substring(start, end);
            lines.add(new Line(start, end, Wording.indentation(raw), Wording.ofLine(raw)));
            start = end + 1;
        }
        return lines;
    }

    boolean blank() {
        return words.isEmpty();
    }

    /** Whether the next line may begin something new, or else goes on with a sentence of this one. */
    boolean closesStatement() {
        return blank() || CLOSES_A_STATEMENT.matcher(words).matches();
    }

    boolean inCapitals() {
        return words.length() <= HEADING_LENGTH_MAX
                && words.equals(words.toUpperCase(Locale.ROOT))
                && words.chars().anyMatch(Character::isLetter);
    }
}
