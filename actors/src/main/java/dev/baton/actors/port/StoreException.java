package dev.baton.actors.port;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why the store did not do what it was asked for; what a caller can do about it depends on the kind alone. */
public abstract sealed class StoreException extends RuntimeException
        permits StoreUnavailable, StoreBusy, Fenced, Conflict, Unstorable, UnreadableDefinition {

    private final String code;

    StoreException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** For failures that are expected under load or on loss: they are many, and their stack says nothing. */
    StoreException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /**
     * As another node told it.
     *
     * @param retryAfter null if the kind has none
     * @throws IllegalArgumentException if there is no such code
     */
    public static StoreException told(String code, String message, @Nullable Duration retryAfter, int cell) {
        Duration pause = retryAfter == null ? Duration.ZERO : retryAfter;
        return switch (code) {
            case StoreUnavailable.CODE -> new StoreUnavailable(pause, message);
            case "store-busy" -> new StoreBusy(pause, message);
            case "fenced" -> new Fenced(cell);
            case "conflict" -> new Conflict(message, null);
            case "unstorable" -> new Unstorable(message, null);
            default -> throw new IllegalArgumentException("Unknown failure of a store: " + code);
        };
    }

    /** Stable, for clients and metrics. */
    public String code() {
        return code;
    }
}
