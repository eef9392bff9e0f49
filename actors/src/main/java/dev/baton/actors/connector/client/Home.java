package dev.baton.actors.connector.client;

/** Where connections come from and go back to. */
interface Home {

    /** It can carry the next exchange. */
    void idle(Connection connection);

    void closed(Connection connection);

    /** Nothing of the exchange has left: it goes elsewhere. */
    void submit(Exchange exchange);

    /** Until when a connection may stay unused, given what the host says of itself. */
    long idleUntil(long hostSeconds);
}
