package dev.baton.actors.connector.client;

/** Takes the answer of one exchange; called once, mostly on an event loop, so it must neither block nor dawdle. */
@FunctionalInterface
public interface Receiver {

    void receive(Answer answer);
}
