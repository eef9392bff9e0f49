package dev.baton.actors.connector;

import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Payload;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reaches the agents of one kind. Implementations are shared by all attempts, never block, and keep nothing between
 * calls that a crash may not lose.
 *
 * <p>What an agent may be expected to do (refuse, be overloaded, answer nonsense) is an {@link AttemptResult.Failed}. A
 * {@link TransientFault}, thrown or in the future, makes the supervisor restart the attempt's worker after a pause,
 * a few times; any other throwable is a defect and fails the attempt as {@code bug}.
 */
public interface AgentConnector {

    /** The key under {@code connector} in an agent's definition. */
    String kind();

    /** Sends the attempt to its agent; a repeated call carries the same attempt id, which is the idempotency key. */
    Call call(AttemptRequest request);

    /**
     * Goes on with an attempt that the agent had accepted before a crash or a move.
     *
     * @param handle what {@link AttemptResult.Accepted} said
     */
    default Call resume(AttemptRequest request, Payload handle) {
        return call(request);
    }

    /** Hears what an agent says while it is saying it. */
    @FunctionalInterface
    interface Ear {

        /**
         * From any thread; must not block.
         *
         * @param message what belongs together has the same one
         * @param words that come after those before
         */
        void hears(String message, String words);
    }

    /** One call under way. */
    interface Call {

        /** What the agent says from here on, if it can be heard before it is done; nothing of it is kept. */
        default void listen(Ear ear) {}

        CompletionStage<AttemptResult> result();

        /**
         * For a call that has to wait until its agent may be asked: completes when it is, with the deadline that holds
         * from then on. Empty if the agent is being asked already.
         */
        default Optional<CompletionStage<Instant>> turn() {
            return Optional.empty();
        }

        /** Nobody waits for the result any more; tells the agent if there is a way to. */
        void cancel();

        /** Nobody here waits any more, but the attempt goes on: it is called again, here or on another node. */
        default void leave() {
            cancel();
        }
    }

    /** A fault between here and the agent that may be gone at the next try. */
    final class TransientFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public TransientFault(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
