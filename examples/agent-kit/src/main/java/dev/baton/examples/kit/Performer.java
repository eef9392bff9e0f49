package dev.baton.examples.kit;

import java.io.IOException;

/** An agent that does more than answer out of its input: it calls others, or answers later. */
@FunctionalInterface
public interface Performer {

    /**
     * Does the work, or begins it. A repeated call has the same {@link Call#key}: whatever is done outside must be
     * done once for it.
     *
     * @throws InvalidInput if the input lacks what the agent needs; the call is rejected
     * @throws IOException if somebody else cannot be reached; the call may be tried again
     */
    Outcome perform(Call call) throws IOException, InterruptedException;
}
