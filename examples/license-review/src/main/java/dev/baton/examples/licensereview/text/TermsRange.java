package dev.baton.examples.licensereview.text;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where the terms stand between what only introduces them (title, preamble, statement of purpose) and what only tells
 * how to apply them.
 *
 * @param from the first line of the terms
 * @param to the line after the last
 */
record TermsRange(int from, int to) {

    private static final Pattern BEGINNING = Pattern.compile("TERMS AND CONDITIONS\\b.*");
    private static final Pattern PREAMBLE =
            Pattern.compile("(?:preamble|recitals|background|statement of purpose)[.:]?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENDING = Pattern.compile(
            "(?:END OF (?:THE )?(?:TERMS|LICEN[SC]E).*|(?i:the end|appendix\\b.*|(?:addendum: ?)?how to (?:apply|use) th.*))");

    static TermsRange of(List<Line> lines) {
        int to = firstMatch(
                lines, 1, lines.size(), line -> ENDING.matcher(line.words()).matches());
        int beginning =
                firstMatch(lines, 0, to, line -> BEGINNING.matcher(line.words()).matches());
        if (beginning < to) {
            return new TermsRange(beginning + 1, to);
        }
        int preamble =
                firstMatch(lines, 0, to, line -> PREAMBLE.matcher(line.words()).matches());
        if (preamble < to) {
            int next = firstMatch(lines, preamble + 1, to, TermsRange::endsThePreamble);
            return new TermsRange(next < to ? next : preamble + 1, to);
        }
        return new TermsRange(0, to);
    }

    private static boolean endsThePreamble(Line line) {
        boolean numbered =
                ClauseNumber.at(line).filter(ClauseNumber::canBeFirst).isPresent();
        return numbered || line.words().matches("(?i)(?:definitions|terms|conditions|licen[sc]e grant)[.:]?");
    }

    private static int firstMatch(List<Line> lines, int from, int to, Predicate<Line> wanted) {
        for (int index = from; index < to; index++) {
            if (wanted.test(lines.get(index))) {
                return index;
            }
        }
        return to;
    }
}
