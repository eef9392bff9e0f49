package dev.baton.actors.port;

import java.time.Duration;

/** A queue of the store is full: nothing was written or read, ask again later. */
public final class StoreBusy extends StoreException {

    private final Duration retryAfter;

    /** As another node told it. */
    StoreBusy(Duration retryAfter, String message) {
        super("store-busy", message);
        this.retryAfter = retryAfter;
    }

    public StoreBusy(String queue, int length, Duration retryAfter) {
        super("store-busy", "The store is busy: its " + queue + " queue is full (" + length + " waiting)");
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
