package dev.baton.actors.port;

import org.jspecify.annotations.Nullable;

/** The value itself cannot be stored, now or later. Nothing was written. */
public final class Unstorable extends StoreException {

    public Unstorable(String message, @Nullable Throwable cause) {
        super("unstorable", message, cause);
    }
}
