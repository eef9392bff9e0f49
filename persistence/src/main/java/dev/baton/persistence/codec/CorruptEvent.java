package dev.baton.persistence.codec;

/** Stored bytes that cannot be read: written by a newer version, or damaged. */
public final class CorruptEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CorruptEvent(String message, Throwable cause) {
        super(message, cause);
    }
}
