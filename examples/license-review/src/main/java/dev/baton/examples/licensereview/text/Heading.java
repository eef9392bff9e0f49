package dev.baton.examples.licensereview.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells a heading from a sentence. */
final class Heading {

    private static final int WORDS_MAX = 12;
    private static final int SMALL_WORD_LENGTH_MAX = 4;
    private static final Pattern VERB = Pattern.compile(
            "\\b(?:must|may|shall|will|can|should|is|are|was|means?|has|have|do|does|applies|apply|grants?|ends?|keep|give"
                    + "|include)\\b");

    private Heading() {}

    /** Few words that begin with capitals, or at least few words without a verb. */
    static boolean isHeading(String words) {
        return !words.isEmpty()
                && words.split(" ").length <= WORDS_MAX
                && Character.isUpperCase(words.charAt(words.charAt(0) == '"' && words.length() > 1 ? 1 : 0))
                && (inTitleCase(words) || !VERB.matcher(words).find());
    }

    /** The heading without the punctuation after it. */
    static String clean(String words) {
        return words.replaceFirst("[.:]$", "");
    }

    /** At least every second word begins with a capital, and every long one. */
    private static boolean inTitleCase(String words) {
        List<String> small = Stream.of(words.split("[ -]+"))
                .filter(word -> !word.isEmpty() && Character.isLowerCase(word.charAt(0)))
                .toList();
        return small.stream().allMatch(word -> word.length() <= SMALL_WORD_LENGTH_MAX)
                && 2 * small.size() <= words.split("[ -]+").length;
    }
}
