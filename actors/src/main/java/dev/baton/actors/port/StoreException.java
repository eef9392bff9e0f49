package dev.baton.actors.port;

/** Why the store did not do what it was asked for; what a caller can do about it depends on the kind alone. */
public abstract sealed class StoreException extends RuntimeException
        permits StoreUnavailable, StoreBusy, Fenced, Conflict, Unstorable {

    private final String code;

    StoreException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** For failures that are expected under load or on loss: they are many, and their stack says nothing. */
    StoreException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Stable, for clients and metrics. */
    public String code() {
        return code;
    }
}
