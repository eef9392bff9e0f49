package dev.baton.actors.connector.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is doing, as one node sees it.
 *
 * @param since null if nothing was heard of the agent yet
 * @param failures in a row
 * @param nextTry null unless the circuit is open
 */
public record AgentHealth(
        State state,
        @Nullable Instant since,
        int failures,
        @Nullable String lastError,
        @Nullable Instant nextTry) {

    /** Of an agent of which nothing is known. */
    public static final AgentHealth UNKNOWN = new AgentHealth(State.CLOSED, null, 0, null, null);

    /** Of the circuit to an agent, as in electricity: nothing flows while it is open. */
    public enum State {
        CLOSED("closed"),
        OPEN("open"),
        HALF_OPEN("half-open");

        private final String code;

        State(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
