package dev.baton.actors.run;

/**
 * Something that one run has to tell another, again and again until the other has recorded it. It is written down with
 * the commit that caused it, and struck out with the commit that follows from it on the other side.
 *
 * @param from id of the run that tells
 * @param to id of the run that is told
 */
public record Delivery(String from, String to, Kind kind) {

    /** What is told; the details are in the state of the run that tells. */
    public enum Kind {
        /** A parent to its child: begin. */
        START,
        /** A parent to its child: you are not needed any more. */
        CANCEL,
        /** A parent to its child: end at once, you and all below you. */
        TERMINATE,
        /** A child to its parent: I have ended. */
        END
    }
}
