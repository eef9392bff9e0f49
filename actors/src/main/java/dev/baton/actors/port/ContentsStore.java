package dev.baton.actors.port;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** What models read and said, stored beside the events of their runs. */
public interface ContentsStore {

    /** Deleted by one call, at most, of those that stay for a while, and of the others. */
    int TRIM_MAX = 1_000;

    /**
     * Deletes contents of runs that have ended, and that nobody goes on from: those that are to be kept when this much
     * time has passed since, the others at once.
     *
     * @return how many were deleted
     */
    CompletionStage<Integer> trim(Duration keep, Instant now);
}
