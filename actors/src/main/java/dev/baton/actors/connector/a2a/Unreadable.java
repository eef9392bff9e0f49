package dev.baton.actors.connector.a2a;

import dev.baton.actors.run.ErrorKind;

/** What an agent has sent does not follow the protocol, or is not what may be relied on. */
final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    Unreadable(String reason) {
        this(reason, ErrorKind.INVALID_OUTPUT);
    }

    private Unreadable(String reason, ErrorKind kind) {
        super(reason);
        this.kind = kind;
    }

    /** Whose word is not to be taken. */
    static Unreadable refused(String reason) {
        return new Unreadable(reason, ErrorKind.POLICY);
    }

    ErrorKind kind() {
        return kind;
    }
}
