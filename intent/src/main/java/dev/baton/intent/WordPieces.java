package dev.baton.intent;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cuts a text into the pieces that the model knows, as BERT's uncased tokenizer does: lower case, no accents, words and
 * punctuation apart, each word in the longest pieces of the vocabulary.
 */
final class WordPieces {

    /** With those that begin and end a text; what follows is cut off. */
    static final int PIECES_MAX = 128;

    /** A longer word is unknown. */
    private static final int WORD_CHARS_MAX = 100;

    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final int unknown;
    private final int begin;
    private final int end;

    /** @param tokenizer the {@code tokenizer.json} of the model */
    WordPieces(JsonNode tokenizer) {
        tokenizer
                .at("/model/vocab")
                .properties()
                .forEach(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().asInt()));
        unknown = known("[UNK]");
        begin = known("[CLS]");
        end = known("[SEP]");
    }

    private int known(String piece) {
        Integer number = vocabulary.get(piece);
        if (number == null) {
            throw new IllegalArgumentException("the model's vocabulary has no " + piece);
        }
        return number;
    }

    /** The numbers of the pieces of a text, with those that begin and end it. */
    int[] of(String text) {
        List<Integer> pieces = new ArrayList<>();
        pieces.add(begin);
        for (String word : words(text)) {
            cut(word, pieces);
            if (pieces.size() >= PIECES_MAX - 1) {
                break;
            }
        }
        List<Integer> kept = pieces.subList(0, Math.min(pieces.size(), PIECES_MAX - 1));
        int[] numbers = new int[kept.size() + 1];
        for (int i = 0; i < kept.size(); i++) {
            numbers[i] = kept.get(i);
        }
        numbers[kept.size()] = end;
        return numbers;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        plain.codePoints().filter(point -> !isDropped(point)).forEach(point -> {
            boolean alone = isPunctuation(point) || Character.isIdeographic(point);
            if (alone || isSpace(point)) {
                flush(word, words);
            }
            if (alone) {
                words.add(Character.toString(point));
            } else if (!isSpace(point)) {
                word.appendCodePoint(point);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Accents, and characters that cannot be seen. */
    private static boolean isDropped(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK
                || point == 0xfffd
                || (!isSpace(point) && (type == Character.CONTROL || type == Character.FORMAT));
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    /** Like BERT: also the signs of ASCII that are no punctuation elsewhere. */
    private static boolean isPunctuation(int point) {
        if (point < 128) {
            return point > ' ' && point != 127 && !Character.isLetterOrDigit(point);
        }
        return switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private void cut(String word, List<Integer> into) {
        if (word.length() > WORD_CHARS_MAX) {
            into.add(unknown);
            return;
        }
        List<Integer> pieces = new ArrayList<>();
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer found = null;
            while (to > from) {
                found = vocabulary.get(from == 0 ? word.substring(0, to) : "##" + word.substring(from, to));
                if (found != null) {
                    break;
                }
                to--;
            }
            if (found == null) {
                into.add(unknown);
                return;
            }
            pieces.add(found);
            from = to;
        }
        into.addAll(pieces);
    }
}
