package dev.baton.actors.connector.mcp;

/** What a server has sent does not follow the protocol. */
final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
        super(reason);
    }
}
