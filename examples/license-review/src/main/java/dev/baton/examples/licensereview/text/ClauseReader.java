package dev.baton.examples.licensereview.text;

import dev.baton.examples.licensereview.text.NumberedClauseReader.NumberedClause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the clauses of a licence by its layout: numbers that count on, headings on lines of their own or in front of
 * the first sentence, sections within sections, boxes and rulers. A licence without numbers is read by paragraphs.
 */
public final class ClauseReader {

    private static final int NUMBERED_MIN = 2;
    private static final Pattern NOT_A_TERM = Pattern.compile(
            "(?i)(?:(?:portions )?copyright\\b|\\(c\\) |©|all rights reserved|everyone is permitted to copy).*");

    private final String text;
    private final List<Line> lines;
    private final TermsRange terms;

    private ClauseReader(String text) {
        this.text = text;
        this.lines = Line.of(text);
        this.terms = TermsRange.of(lines);
    }

    /** The clauses in their order; empty if the text says nothing. */
    public static List<Clause> read(String text) {
        return new ClauseReader(text).read();
    }

    private List<Clause> read() {
        List<Start> starts = starts();
        return starts.size() < NUMBERED_MIN ? paragraphs() : numbered(starts);
    }

    /** The lines at which numbered clauses begin. */
    private List<Start> starts() {
        List<Start> starts = new ArrayList<>();
        for (int index = terms.from(); index < terms.to(); index++) {
            boolean canBegin = index == 0 || lines.get(index - 1).closesStatement();
            Optional<ClauseNumber> number = canBegin ? ClauseNumber.at(lines.get(index)) : Optional.empty();
            if (number.isPresent() && continues(starts, number.get())) {
                starts.add(new Start(index, number.get()));
            }
        }
        return starts;
    }

    private static boolean continues(List<Start> starts, ClauseNumber number) {
        if (starts.isEmpty()) {
            return number.canBeFirst();
        }
        ClauseNumber first = starts.getFirst().number();
        ClauseNumber last = starts.getLast().number();
        boolean sameStyle = number.isExhibit()
                || number.style().equals(first.style())
                || number.parts().size() > 1;
        return sameStyle && number.canFollow(last);
    }

    private List<Clause> numbered(List<Start> starts) {
        List<Clause> clauses = new ArrayList<>();
        opening(starts.getFirst().line()).ifPresent(clauses::add);
        SectionHeadings headings = new SectionHeadings();
        for (int index = 0; index < starts.size(); index++) {
            Start start = starts.get(index);
            boolean last = index + 1 == starts.size();
            int end = last ? endOfLast(start) : starts.get(index + 1).line();
            boolean mayBeEmpty = start.number().isExhibit()
                    || (!last && starts.get(index + 1).number().isWithin(start.number()));
            NumberedClause clause =
                    new NumberedClauseReader(text, lines, start.line(), end, start.number()).read(mayBeEmpty);
            String heading = headings.resolve(start.number(), clause.heading());
            toClause(start.number().label(), heading, clause.bodyStart(), clause.bodyEnd())
                    .ifPresent(clauses::add);
            if (last && end < terms.to()) {
                span("closing", end, terms.to()).ifPresent(clauses::add);
            }
        }
        return clauses;
    }

    private Optional<Clause> opening(int end) {
        return span("opening", skipTitle(end), end);
    }

    /** The first line that is neither title nor copyright notice. */
    private int skipTitle(int end) {
        int index = terms.from();
        while (index < end && !beginsTerms(index, end)) {
            Line line = lines.get(index);
            boolean skipLine = line.blank() || NOT_A_TERM.matcher(line.words()).matches();
            index = skipLine ? index + 1 : endOfParagraph(index, end);
        }
        return index;
    }

    /** The last numbered clause ends where the text goes back to the margin that its hanging lines had left. */
    private int endOfLast(Start start) {
        Line first = lines.get(start.line());
        int next = start.line() + 1;
        boolean hanging =
                next < terms.to() && !lines.get(next).blank() && lines.get(next).indentation() > first.indentation();
        for (int index = next; hanging && index < terms.to(); index++) {
            boolean newParagraph =
                    lines.get(index - 1).blank() && !lines.get(index).blank();
            if (newParagraph && lines.get(index).indentation() <= first.indentation()) {
                return index;
            }
        }
        return terms.to();
    }

    private List<Clause> paragraphs() {
        List<Clause> clauses = new ArrayList<>();
        int from = skipTitle(terms.to());
        while (from < terms.to()) {
            int end = endOfParagraph(from, terms.to());
            span("paragraph " + (clauses.size() + 1), from, end).ifPresent(clauses::add);
            from = end;
        }
        return clauses;
    }

    private boolean beginsTerms(int from, int end) {
        String words = words(from, endOfParagraph(from, end));
        return !words.isEmpty()
                && !Character.isLowerCase(words.charAt(0))
                && !NOT_A_TERM.matcher(words).matches()
                && !Heading.isHeading(words);
    }

    /** The line after the paragraph that begins at or after the given line, and after the blank lines that follow it. */
    private int endOfParagraph(int from, int end) {
        int index = from;
        while (index < end && !lines.get(index).blank()) {
            index++;
        }
        while (index < end && lines.get(index).blank()) {
            index++;
        }
        return index;
    }

    private String words(int from, int end) {
        return from >= end
                ? ""
                : Wording.of(text.substring(
                        lines.get(from).start(), lines.get(end - 1).end()));
    }

    private Optional<Clause> span(String number, int from, int end) {
        while (from < end && lines.get(from).blank()) {
            from++;
        }
        while (end > from && lines.get(end - 1).blank()) {
            end--;
        }
        if (from == end) {
            return Optional.empty();
        }
        Line first = lines.get(from);
        return toClause(
                number,
                "",
                first.start() + first.indentation(),
                lines.get(end - 1).end());
    }

    private Optional<Clause> toClause(String number, String heading, int bodyStart, int bodyEnd) {
        String body = text.substring(bodyStart, Math.max(bodyStart, bodyEnd)).stripTrailing();
        return Wording.of(body).isEmpty()
                ? Optional.empty()
                : Optional.of(new Clause(number, heading, body, bodyStart));
    }

    private record Start(int line, ClauseNumber number) {}
}
