package dev.baton.actors.manager;

import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import java.time.Duration;

/** Why a write or a read of the store failed, in the terms of its port. */
final class StoreFailures {

    /** A chain of causes is followed no further than this. */
    private static final int CAUSES_MAX = 8;

    private StoreFailures() {}

    /** @param retryAfter if the failure is not one of the store's own */
    static StoreException of(Throwable failure, Duration retryAfter) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            if (cause instanceof StoreException known) {
                return known;
            }
            cause = cause.getCause();
        }
        return new StoreUnavailable(String.valueOf(failure.getMessage()), retryAfter, failure);
    }
}
