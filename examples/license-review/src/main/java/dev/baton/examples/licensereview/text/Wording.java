package dev.baton.examples.licensereview.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of a text without its layout: line breaks, indentation, rulers, comment signs, boxes and signs of emphasis
 * do not count.
 */
public final class Wording {

    private static final String SIGNS_BEFORE = "*#/|>";
    private static final String SIGNS_AFTER = "*|";
    private static final Pattern RULER = Pattern.compile("[-=_~]{3,}");
    private static final Pattern WHITESPACE = Pattern.compile("\\s+");

    private Wording() {}

    /** The words of the text, separated by single spaces. */
    public static String of(String text) {
        return Stream.of(text.split("\n"))
                .map(Wording::ofLine)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }

    static String ofLine(String line) {
        String content = line.substring(indentation(line), endOfContent(line)).replace("**", "");
        return RULER.matcher(content).matches()
                ? ""
                : WHITESPACE.matcher(content).replaceAll(" ").strip();
    }

    /** How many characters of layout stand before the first word. */
    static int indentation(String line) {
        int start = 0;
        while (start < line.length() && isLayout(line.charAt(start), SIGNS_BEFORE)) {
            start++;
        }
        return start;
    }

    private static int endOfContent(String line) {
        int start = indentation(line);
        int end = line.length();
        while (end > start && isLayout(line.charAt(end - 1), SIGNS_AFTER)) {
            end--;
        }
        return end;
    }

    private static boolean isLayout(char character, String signs) {
        return Character.isWhitespace(character) || signs.indexOf(character) >= 0;
    }
}
