package dev.baton.actors.connector.login;

/** There is no token; the message says why, and shows nothing that is secret. */
final class Denied extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean again;

    Denied(String reason) {
        this(reason, false);
    }

    /** @param again whether the same may succeed soon */
    Denied(String reason, boolean again) {
        super(reason);
        this.again = again;
    }

    boolean again() {
        return again;
    }
}
