package dev.baton.actors.connector.langgraph;

import org.junit.jupiter.api.AfterEach;

/** A stub of the server that answers as the real one was seen to. */
class StubGraphTest extends GraphContract {

    private final GraphStub stub = new GraphStub();

    @AfterEach
    void stop() {
        stub.close();
    }

    @Override
    String url() {
        return stub.url();
    }
}
