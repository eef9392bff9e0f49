package dev.baton.examples.licensereview.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The number at the beginning of a clause.
 *
 * @param parts {@code [2, 1]} for {@code 2.1}; empty for a lettered exhibit
 * @param label as printed
 * @param style what stands around the number; one licence keeps to one style
 * @param length how many characters of the line's words belong to the number
 */
record ClauseNumber(List<Integer> parts, String label, String style, int length) {

    private static final Pattern NUMBER = Pattern.compile(
            "(?<prefix>(?:section|article|clause|§) ?|\\()?(?<label>\\d{1,3}(?:\\.\\d{1,3}){0,5})(?<separator>[.):]?)(?: |$)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern EXHIBIT =
            Pattern.compile("(?<label>(?:exhibit|schedule|annex) [A-Z0-9])\\b[ .:–-]*", Pattern.CASE_INSENSITIVE);

    /** The number that the line begins with, whether or not it is meant as one. */
    static Optional<ClauseNumber> at(Line line) {
        Matcher exhibit = EXHIBIT.matcher(line.words());
        if (exhibit.lookingAt()) {
            return Optional.of(new ClauseNumber(List.of(), exhibit.group("label"), "exhibit", exhibit.end()));
        }
        Matcher number = NUMBER.matcher(line.words());
        if (!number.lookingAt()) {
            return Optional.empty();
        }
        String label = number.group("label");
        String style = Optional.ofNullable(number.group("prefix")).orElse("") + number.group("separator");
        List<Integer> parts =
                Stream.of(label.split("\\.")).map(Integer::valueOf).toList();
        boolean bareInteger = style.isEmpty() && parts.size() == 1;
        return bareInteger ? Optional.empty() : Optional.of(new ClauseNumber(parts, label, style, number.end()));
    }

    boolean isExhibit() {
        return parts.isEmpty();
    }

    boolean canBeFirst() {
        return !isExhibit() && parts.stream().allMatch(part -> part <= 1);
    }

    /** Whether this number continues the counting: 2 or 1.1 or 1.0.1 after 1, and 2 after 1.14, but not 4 after 2. */
    boolean canFollow(ClauseNumber previous) {
        if (isExhibit() || previous.isExhibit()) {
            return isExhibit();
        }
        int level = 0;
        while (level < parts.size() && part(level) == previous.part(level) && level < previous.parts.size()) {
            level++;
        }
        boolean countsOn = level < parts.size()
                && (level >= previous.parts.size() ? part(level) <= 1 : part(level) == previous.part(level) + 1);
        return countsOn && parts.stream().skip(level + 1L).allMatch(part -> part <= 1);
    }

    boolean isWithin(ClauseNumber parent) {
        return !parent.isExhibit()
                && parts.size() > parent.parts.size()
                && parts.subList(0, parent.parts.size()).equals(parent.parts);
    }

    private int part(int level) {
        return level < parts.size() ? parts.get(level) : 0;
    }
}
