package dev.baton.actors.connector.a2a;

/** What an agent has sent does not follow the protocol. */
final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
        super(reason);
    }
}
