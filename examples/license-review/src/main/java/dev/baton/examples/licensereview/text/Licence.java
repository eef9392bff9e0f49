package dev.baton.examples.licensereview.text;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A licence as the sentences of its clauses, to be asked what it says. */
public final class Licence {

    private final List<Sentence> sentences;

    private Licence(List<Sentence> sentences) {
        this.sentences = sentences;
    }

    public static Licence of(List<Clause> clauses) {
        return new Licence(
                clauses.stream().flatMap(clause -> Sentence.of(clause).stream()).toList());
    }

    /** The first sentence that says so, or else the first list item that does together with what introduces it. */
    public List<Evidence> firstThat(SentencePattern pattern) {
        return first(sentence -> pattern.matches(sentence.words()), false)
                .or(() -> first(sentence -> pattern.matches(sentence.wordsInContext()), true))
                .orElse(List.of());
    }

    /** Every sentence that says so by itself. */
    public List<Evidence> allThat(SentencePattern pattern) {
        return sentences.stream()
                .filter(sentence -> pattern.matches(sentence.words()))
                .map(sentence -> Evidence.of(sentence.clause(), sentence.words()))
                .toList();
    }

    private Optional<List<Evidence>> first(Predicate<Sentence> wanted, boolean withIntroduction) {
        return sentences.stream()
                .filter(wanted)
                .findFirst()
                .map(sentence -> evidence(
                        sentence, withIntroduction && !sentence.introduction().isEmpty()));
    }

    private static List<Evidence> evidence(Sentence sentence, boolean withIntroduction) {
        Evidence words = Evidence.of(sentence.clause(), sentence.words());
        return withIntroduction
                ? List.of(Evidence.of(sentence.clause(), sentence.introduction()), words)
                : List.of(words);
    }
}
