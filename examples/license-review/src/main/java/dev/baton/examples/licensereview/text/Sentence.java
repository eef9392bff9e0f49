package dev.baton.examples.licensereview.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One sentence or list item of a clause.
 *
 * @param introduction for a list item, what introduces its list; otherwise empty
 * @param words the sentence without layout and without the letter of the item
 */
record Sentence(Clause clause, String introduction, String words) {

    private static final Pattern ITEM =
            Pattern.compile("(?:\\((?:[a-z]|[ivx]{1,4}|\\d{1,2})\\)|(?:[A-Za-z]|[ivx]{1,4})[.)]|\\d{1,2}\\)|[-•·–]) ");
    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<=[.!?][\"”')]{0,2})(?<!\\b[A-Z]\\.) (?=[\"“(\\[]?[A-Z])");

    /** No lawyer writes longer ones; without a limit, a text without full stops would keep the patterns busy for ever. */
    private static final int LENGTH_MAX = 3_000;

    /** The sentences of a clause in their order. */
    static List<Sentence> of(Clause clause) {
        List<Sentence> sentences = new ArrayList<>();
        String introduction = "";
        for (String paragraph : paragraphs(clause.text())) {
            boolean lettered = ITEM.matcher(paragraph).lookingAt();
            boolean item = lettered || (!introduction.isEmpty() && Character.isLowerCase(paragraph.charAt(0)));
            String words = lettered ? ITEM.matcher(paragraph).replaceFirst("") : paragraph;
            List<String> parts = split(words);
            for (String part : parts) {
                sentences.add(new Sentence(clause, item ? introduction : "", part));
            }
            if (!item) {
                introduction = introduces(parts.getLast()) ? parts.getLast() : "";
            }
        }
        return sentences;
    }

    /** The sentence after what introduces it. */
    String wordsInContext() {
        return introduction.isEmpty() ? words : introduction + " " + words;
    }

    private static List<String> split(String words) {
        List<String> parts = new ArrayList<>();
        for (String part : SENTENCE_END.split(words)) {
            String rest = part;
            while (rest.length() > LENGTH_MAX) {
                int space = rest.lastIndexOf(' ', LENGTH_MAX);
                int end = space > 0 ? space : LENGTH_MAX;
                parts.add(rest.substring(0, end));
                rest = rest.substring(end).strip();
            }
            parts.add(rest);
        }
        return parts;
    }

    private static boolean introduces(String words) {
        return !words.matches(".*[.!?][\"”')]*");
    }

    private static List<String> paragraphs(String text) {
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        boolean mayBeginItem = true;
        for (Line line : Line.of(text)) {
            boolean newItem = mayBeginItem && ITEM.matcher(line.words()).lookingAt();
            if (line.blank() || newItem) {
                finish(paragraph, paragraphs);
            }
            paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.words());
            mayBeginItem = line.closesStatement();
        }
        finish(paragraph, paragraphs);
        return paragraphs;
    }

    private static void finish(StringBuilder paragraph, List<String> paragraphs) {
        if (!paragraph.isEmpty()) {
            paragraphs.add(paragraph.toString());
            paragraph.setLength(0);
        }
    }
}
