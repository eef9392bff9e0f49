package dev.baton.examples.licensereview.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Separates what stands between a clause number and the next one into heading and text. */
final class NumberedClauseReader {

    /**
     * Heading and text.
     *
     * @param heading empty if there is none
     * @param bodyStart where the text begins in the licence
     * @param bodyEnd where it ends
     */
    record NumberedClause(String heading, int bodyStart, int bodyEnd) {}

    private static final int HEADING_LINE_WORDS_MAX = 5;
    private static final Pattern HEADING_IN_FRONT = Pattern.compile("(?<heading>[^.:(]{1,100})[.:]\\s+(?=\\S)");

    private final String text;
    private final List<Line> lines;
    private final int from;
    private final int to;
    private final int start;

    /**
     * Reads one clause.
     *
     * @param from the line with the number
     * @param to the line after the clause
     */
    NumberedClauseReader(String text, List<Line> lines, int from, int to, ClauseNumber number) {
        this.text = text;
        this.lines = lines;
        this.from = from;
        this.to = endOfText(lines, from, to);
        this.start = startAfterNumber(number);
    }

    /**
     * Reads the clause.
     *
     * @param mayBeEmpty whether a heading alone is enough, because clauses within this one follow
     */
    NumberedClause read(boolean mayBeEmpty) {
        return headingParagraph(mayBeEmpty)
                .or(this::headingLine)
                .or(this::headingInFront)
                .orElseGet(() -> new NumberedClause("", start, bodyEnd()));
    }

    private Optional<NumberedClause> headingParagraph(boolean mayBeEmpty) {
        int next = from + 1;
        while (next < to && !lines.get(next).blank()) {
            next++;
        }
        String paragraph = Wording.of(text.substring(start, lines.get(next - 1).end()));
        boolean found = Heading.isHeading(paragraph) && (mayBeEmpty || next < to);
        return found ? Optional.of(headed(paragraph, next)) : Optional.empty();
    }

    private Optional<NumberedClause> headingLine() {
        Line line = lines.get(from);
        String words = Wording.of(text.substring(start, line.end()));
        boolean found = from + 1 < to
                && words.split(" ").length <= HEADING_LINE_WORDS_MAX
                && words.indexOf(',') < 0
                && Heading.isHeading(words)
                && !lines.get(from + 1).blank()
                && Character.isUpperCase(lines.get(from + 1).words().charAt(0));
        return found ? Optional.of(headed(words, from + 1)) : Optional.empty();
    }

    private Optional<NumberedClause> headingInFront() {
        Matcher inFront = HEADING_IN_FRONT.matcher(text).region(start, bodyEnd());
        if (inFront.lookingAt()) {
            String heading = Wording.of(inFront.group("heading"));
            if (Heading.isHeading(heading)) {
                return Optional.of(new NumberedClause(heading, inFront.end(), bodyEnd()));
            }
        }
        return Optional.empty();
    }

    private NumberedClause headed(String heading, int next) {
        int first = next;
        while (first < to && lines.get(first).blank()) {
            first++;
        }
        int bodyStart = first == to
                ? bodyEnd()
                : lines.get(first).start() + lines.get(first).indentation();
        return new NumberedClause(Heading.clean(heading), bodyStart, bodyEnd());
    }

    private int bodyEnd() {
        return lines.get(to - 1).end();
    }

    private int startAfterNumber(ClauseNumber number) {
        Line line = lines.get(from);
        int position = line.start() + line.indentation();
        int wordCharacters = number.length();
        // The number was matched in the words of the line, where spaces count once and signs of emphasis do not.
        while (wordCharacters > 0 && position < line.end()) {
            boolean spaces = position + 1 < line.end()
                    && text.substring(position, position + 2).isBlank();
            boolean layout = spaces || text.charAt(position) == '*';
            wordCharacters -= layout ? 0 : 1;
            position++;
        }
        return position;
    }

    /** Leaves out blank lines and a heading in capitals that belongs to what comes next. */
    private static int endOfText(List<Line> lines, int from, int to) {
        int end = withoutBlankLines(lines, from, to);
        boolean trailingHeading = end - from > 2
                && lines.get(end - 1).inCapitals()
                && lines.get(end - 2).blank()
                && !lines.get(end - 1).closesStatement();
        return trailingHeading ? withoutBlankLines(lines, from, end - 1) : end;
    }

    private static int withoutBlankLines(List<Line> lines, int from, int to) {
        int end = to;
        while (end > from + 1 && lines.get(end - 1).blank()) {
            end--;
        }
        return end;
    }
}
