package dev.baton.actors.port;

/** The row is there already, or breaks a rule of its table, such as a second writer's event. Nothing was written. */
public final class Conflict extends StoreException {

    public Conflict(String message, Throwable cause) {
        super("conflict", message, cause);
    }
}
