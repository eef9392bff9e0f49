package dev.baton.actors.port;

import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The runs, wherever they live. Every stage fails with {@link Unreachable} if the run's manager does not answer in time:
 * what was asked may or may not have happened, and asking again is safe.
 */
public interface Runs {

    /** @param cause what made the caller ask, for the history: {@code start}, {@code signal:NAME}, ... */
    CompletionStage<Reply> tell(RunKey run, RunCommand command, Principal by, String cause, Detail detail);

    /** For who wants to know what becomes of the command; of the run the answer has the outline. */
    default CompletionStage<Reply> tell(RunKey run, RunCommand command, Principal by, String cause) {
        return tell(run, command, by, cause, Detail.OUTLINE);
    }

    CompletionStage<Reply> get(RunKey run, Detail detail);

    default CompletionStage<Reply> get(RunKey run) {
        return get(run, Detail.ALL);
    }

    /** The run when it has ended, or as it is after {@code patience}. */
    CompletionStage<Reply> awaitEnd(RunKey run, Duration patience, Detail detail);

    /**
     * Lets {@code ear} hear what happens from now on.
     *
     * @return ends the calls
     */
    CompletionStage<Runnable> listen(RunKey run, RunEar ear);

    /** How much of a run is looked at. A run of many steps is large, and most of those who ask live on another node. */
    enum Detail {
        ALL,
        /** {@link RunState#outline()}, or more. */
        OUTLINE;

        /** What an answer holds. */
        public RunState of(RunState state) {
            return switch (this) {
                case ALL -> state;
                case OUTLINE -> state.outline();
            };
        }
    }

    /** What a run's manager answers. */
    sealed interface Reply {

        /** @param changed false if the command had nothing to change, as when it is repeated */
        record Done(RunState state, boolean changed) implements Reply {}

        record Refused(Rejection rejection) implements Reply {}
    }

    /** The manager did not answer: the store is down, the node is overloaded, or the run is moving. */
    final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
