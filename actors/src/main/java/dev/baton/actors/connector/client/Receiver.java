package dev.baton.actors.connector.client;

/** Takes the answer of one exchange, whole and once; mostly on an event loop, so it must neither block nor dawdle. */
@FunctionalInterface
public interface Receiver {

    void receive(Answer answer);

    /**
     * More of a good answer has come, for those who want to read it while it comes; all of it is in the answer, too.
     *
     * @param bytes hold all that has come so far in the first {@code length}; valid only during this call
     */
    default void more(byte[] bytes, int length) {}
}
