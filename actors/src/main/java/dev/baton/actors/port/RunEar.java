package dev.baton.actors.port;

import dev.baton.actors.run.Commit;

/** Hears what happens in a run. Called on a thread of the engine: it must not block. */
@FunctionalInterface
public interface RunEar {

    /** Every commit, in order. */
    void hears(Commit commit);

    /** What agents say while they are saying it, as far as it comes through. */
    default void hears(Speech speech) {}
}
