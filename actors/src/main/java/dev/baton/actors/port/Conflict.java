package dev.baton.actors.port;

import org.jspecify.annotations.Nullable;

/** The row is there already, or breaks a rule of its table, such as a second writer's event. Nothing was written. */
public final class Conflict extends StoreException {

    public Conflict(String message, @Nullable Throwable cause) {
        super("conflict", message, cause);
    }

    public Conflict(String message) {
        super("conflict", message);
    }
}
