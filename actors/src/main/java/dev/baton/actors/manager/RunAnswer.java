package dev.baton.actors.manager;

import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreException;

/** What a run's manager answers, to whoever asks on whatever node. */
public sealed interface RunAnswer {

    record Given(Runs.Reply reply) implements RunAnswer {}

    /** It may or may not have happened. */
    record Failed(StoreException failure) implements RunAnswer {}

    /**
     * Done, but the run is too large to travel: it is to be read from the store. Made on the way between nodes.
     *
     * @param lastEvent number of the last event that the answer has seen
     */
    record Stored(long lastEvent, boolean changed) implements RunAnswer {}
}
