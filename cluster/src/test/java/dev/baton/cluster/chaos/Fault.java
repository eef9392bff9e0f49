package dev.baton.cluster.chaos;

import java.time.Duration;

/** Something that happens to a cluster under load, and is over in the end. */
interface Fault {

    /** As the table of results calls it. */
    String name();

    /** Whether the nodes must talk through {@link Wires}. */
    default boolean needsWires() {
        return false;
    }

    /** Whether the nodes must reach the database through a {@link StoreWire}. */
    default boolean needsStoreWire() {
        return false;
    }

    /** Whether the database must have a standby. */
    default boolean needsStandby() {
        return false;
    }

    /**
     * Lets it happen, and returns when all nodes are there again.
     *
     * @return how long the last of the runs that were running took to go on; zero if none was held up
     */
    Duration happen(Scene scene);
}
