package dev.baton.examples.kit;

/** A caller sent something that an agent cannot work with; the message tells the caller what to change. */
public final class InvalidInput extends RuntimeException {

    public InvalidInput(String message) {
        super(message);
    }
}
