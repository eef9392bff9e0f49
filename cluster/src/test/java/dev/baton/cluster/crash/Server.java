package dev.baton.cluster.crash;

import java.util.List;

/** What clients talk to: one server, or several of which each can answer. */
public interface Server extends AutoCloseable {

    List<String> urls();

    /** Waits until it says that it is ready. */
    void awaitReady();

    /** Whether all that should run does. */
    boolean isAlive();

    /** The end of what it logged. */
    String log();

    @Override
    void close();
}
