package dev.baton.actors.port;

import java.time.Duration;

/**
 * The store is gone, full, or read-only. Whether a write that fails with it is in the store is unknown: it may have
 * been committed just before the connection broke.
 */
public final class StoreUnavailable extends StoreException {

    private final Duration retryAfter;

    /** As another node told it. */
    StoreUnavailable(Duration retryAfter, String message) {
        super("store-unavailable", message);
        this.retryAfter = retryAfter;
    }

    public StoreUnavailable(String reason, Duration retryAfter, Throwable cause) {
        super("store-unavailable", "The store is unavailable: " + reason, cause);
        this.retryAfter = retryAfter;
    }

    public StoreUnavailable(String reason, Duration retryAfter) {
        super("store-unavailable", "The store is unavailable: " + reason);
        this.retryAfter = retryAfter;
    }

    /** When the store will have been probed again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
