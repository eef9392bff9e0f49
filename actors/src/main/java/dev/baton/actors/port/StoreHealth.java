package dev.baton.actors.port;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Whether the store takes writes, and how far it is behind; any thread may ask. */
public interface StoreHealth {

    State state();

    /** Writes that wait for a transaction. */
    int queued();

    /** How long the oldest of them has been waiting; zero if none is. */
    Duration oldestQueued();

    /** Whether new work should be turned away (429) so that accepted work can go on. */
    boolean behind();

    /** Whether its queue is all but full, so that soon accepted work, too, will be refused: send requests elsewhere. */
    boolean saturated();

    /**
     * Calls the listener at every change of state, on a thread of the store: it must not block.
     *
     * @return ends the calls
     */
    Runnable listen(Consumer<State> listener);

    /** Up, or not with a reason for operators. */
    sealed interface State {

        Instant since();

        record Up(Instant since) implements State {}

        /** @param retryAfter when the store will have been probed again */
        record Down(Instant since, String reason, Duration retryAfter) implements State {}

        /**
         * The store is there, and another node has taken over cells that were this one's: what it took must be asked of
         * it. Lasts until this node claims its cells again.
         *
         * @param cells that were lost
         * @param retryAfter by when whoever spreads the requests should have noticed
         */
        record Fenced(Instant since, int cells, String reason, Duration retryAfter) implements State {}
    }
}
