package dev.baton.actors.port;

import java.time.Duration;

/**
 * The store is gone, full, or read-only. Whether a write that fails with it is in the store is unknown: it may have
 * been committed just before the connection broke.
 */
public final class StoreUnavailable extends StoreException {

    public static final String CODE = "store-unavailable";

    private final Duration retryAfter;

    /** As another node told it. */
    StoreUnavailable(Duration retryAfter, String message) {
        super(CODE, message);
        this.retryAfter = retryAfter;
    }

    public StoreUnavailable(String reason, Duration retryAfter, Throwable cause) {
        super(CODE, "The store is unavailable: " + reason, cause);
        this.retryAfter = retryAfter;
    }

    public StoreUnavailable(String reason, Duration retryAfter) {
        super(CODE, "The store is unavailable: " + reason);
        this.retryAfter = retryAfter;
    }

    /** When the store will have been probed again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
