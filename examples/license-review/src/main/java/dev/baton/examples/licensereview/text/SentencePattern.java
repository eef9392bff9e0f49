package dev.baton.examples.licensereview.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Recognises what a sentence says, without regard to case. It is written as phrases: regular expressions of whole words
 * in which {@code " .. "} stands for any words between, and {@code " ..40.. "} for at most 40 characters of them.
 *
 * @param required each of these occurs
 * @param forbidden none of these occurs
 */
public record SentencePattern(List<Pattern> required, List<Pattern> forbidden) {

    private static final Pattern NEARBY = Pattern.compile(" \\.\\.(\\d+)\\.\\. ");

    public SentencePattern {
        required = List.copyOf(required);
        forbidden = List.copyOf(forbidden);
    }

    /** A sentence that holds at least one of the phrases. */
    public static SentencePattern says(String... phrases) {
        return new SentencePattern(List.of(anyOf(phrases)), List.of());
    }

    /** And at least one of these. */
    public SentencePattern and(String... phrases) {
        return new SentencePattern(append(required, anyOf(phrases)), forbidden);
    }

    /** And none of these. */
    public SentencePattern butNot(String... phrases) {
        return new SentencePattern(required, append(forbidden, anyOf(phrases)));
    }

    boolean matches(String words) {
        return required.stream().allMatch(pattern -> pattern.matcher(words).find())
                && forbidden.stream()
                        .noneMatch(pattern -> pattern.matcher(words).find());
    }

    private static Pattern anyOf(String... phrases) {
        String expression = Stream.of(phrases)
                .map(phrase -> NEARBY.matcher(phrase).replaceAll("\\\\b.{0,$1}\\\\b"))
                .map(phrase -> phrase.replace(" .. ", "\\b.*\\b"))
                .collect(Collectors.joining("|", "\\b(?:", ")\\b"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }

    private static List<Pattern> append(List<Pattern> patterns, Pattern another) {
        List<Pattern> appended = new ArrayList<>(patterns);
        appended.add(another);
        return appended;
    }
}
