package dev.baton.actors.bulk;

import org.jspecify.annotations.Nullable;

/**
 * What became of one run that was told.
 *
 * @param code why not; null if it did what was asked
 */
public record RunResult(
        String run,
        Kind kind,
        @Nullable String code,
        @Nullable String message) {

    /** How it went. */
    public enum Kind {
        /** It did what was asked. */
        DONE,
        /** There was nothing to do, as for a paused run that is to be paused. */
        UNCHANGED,
        /** The run was in a state in which it cannot do that. */
        REFUSED,
        /** The run did not answer, or what it had to write could not be written. */
        FAILED
    }

    public static RunResult of(String run, Kind kind) {
        return new RunResult(run, kind, null, null);
    }
}
