package dev.baton.actors.connector.client;

/** Something that is under way, and can be ended early. */
public interface Sent {

    /** From any thread; whoever waits for the answer learns of it. */
    void cancel();
}
