package dev.baton.cluster.node;

import java.time.Instant;
import java.time.InstantSource;

/** The time by which a node works, until it ends. */
interface NodeClock extends InstantSource, AutoCloseable {

    @Override
    void close();

    /** For a node that shares nothing. */
    static NodeClock ofMachine() {
        InstantSource machine = InstantSource.system();
        return new NodeClock() {
            @Override
            public Instant instant() {
                return machine.instant();
            }

            @Override
            public void close() {}
        };
    }
}
