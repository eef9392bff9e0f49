package dev.baton.actors.port;

/** The value itself cannot be stored, now or later. Nothing was written. */
public final class Unstorable extends StoreException {

    public Unstorable(String message, Throwable cause) {
        super("unstorable", message, cause);
    }
}
