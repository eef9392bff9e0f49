package dev.baton.actors.schedule;

import java.util.stream.Stream;

/** What happens when a schedule fires while the run that it started before has not ended. */
public enum Overlap {
    /** Nothing is started. */
    SKIP("skip"),
    /** One start waits until the run has ended; further ones are skipped. */
    BUFFER_ONE("bufferOne"),
    /** It is started beside. */
    ALLOW_ALL("allowAll"),
    /** The run is cancelled; what is newest is started when it has ended. */
    CANCEL_OTHER("cancelOther");

    private final String word;

    Overlap(String word) {
        this.word = word;
    }

    /** As it is written in definitions. */
    public String word() {
        return word;
    }

    /** {@link #SKIP} for what is none of the words. */
    public static Overlap of(String word) {
        return Stream.of(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElse(SKIP);
    }
}
