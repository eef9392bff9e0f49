package dev.baton.actors.connector;

import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the results of attempts that come by another way than the worker that made the call: from external workers, by
 * callback, from people. They are held against the agent's schema like all others.
 */
public final class OutsideResults {

    /** What became of a result. */
    public sealed interface Recording {

        /**
         * It is, or was before, the result of the attempt.
         *
         * @param changed false if it had been recorded before
         * @param invalid why the output is none that the agent may give, and the attempt has failed; null if it is
         * @param accepted whether the run knew that the agent had accepted the attempt: the commit that ends it then
         *     takes away what the acceptance left, such as a task
         */
        record Recorded(boolean changed, @Nullable RunError invalid, boolean accepted) implements Recording {}

        /** The attempt is over: it has another result, timed out, or was cancelled. */
        record Over(String reason) implements Recording {}

        /** There is no such attempt. */
        record Unknown() implements Recording {}

        /** Nobody could be asked; the same again later is safe. */
        record Unavailable(String reason, Duration retryAfter) implements Recording {}
    }

    /** A region that was lost gets its runs back some time after it has come back. */
    private static final Duration REGION_BACK = Duration.ofSeconds(5);

    private final Runs runs;
    private final Catalog catalog;

    public OutsideResults(Runs runs, Catalog catalog) {
        this.runs = runs;
        this.catalog = catalog;
    }

    /** @param cause for the history, such as {@code callback} */
    public CompletionStage<Recording> record(
            String tenant, String attempt, AttemptResult result, Principal by, String cause) {
        RunKey run = runOf(tenant, attempt);
        if (run == null) {
            return CompletableFuture.completedFuture(new Recording.Unknown());
        }
        return Outage.caught(
                runs.get(run, Runs.Detail.OUTLINE).thenCompose(reply -> switch (reply) {
                    case Runs.Reply.Refused refused -> CompletableFuture.completedFuture(refusal(refused.rejection()));
                    case Runs.Reply.Done done -> record(run, done.state(), attempt, result, by, cause);
                }),
                outage -> new Recording.Unavailable(outage.reason(), outage.retryAfter()));
    }

    private CompletionStage<Recording> record(
            RunKey run, RunState state, String attempt, AttemptResult result, Principal by, String cause) {
        StepState step = state.attempting(attempt);
        if (step == null || !(step.activity() instanceof Activity.Attempting open)) {
            return afterwards(run, attempt, result);
        }
        AttemptResult checked = catalog.agent(run.tenant(), open.agent())
                .map(agent -> OutputCheck.check(agent, result))
                .orElse(result);
        @Nullable
        RunError invalid = result instanceof AttemptResult.Succeeded && checked instanceof AttemptResult.Failed failed
                ? failed.error()
                : null;
        return runs.tell(run, new RunCommand.RecordResult(attempt, checked), by, cause)
                .thenApply(reply -> switch (reply) {
                    case Runs.Reply.Refused refused -> refusal(refused.rejection());
                    case Runs.Reply.Done done -> new Recording.Recorded(done.changed(), invalid, open.passive());
                });
    }

    private CompletionStage<Recording> afterwards(RunKey run, String attempt, AttemptResult result) {
        return runs.get(run).thenApply(reply -> switch (reply) {
            case Runs.Reply.Refused refused -> refusal(refused.rejection());
            case Runs.Reply.Done done -> afterwards(done.state(), attempt, result);
        });
    }

    /** A success that is told again was recorded the first time; nothing else about a finished attempt counts. */
    private static Recording afterwards(RunState state, String attempt, AttemptResult result) {
        boolean repeated = result instanceof AttemptResult.Succeeded
                && state.steps().values().stream()
                        .anyMatch(step -> step.status() == StepStatus.COMPLETED && attempt.equals(step.lastAttempt()));
        return repeated
                ? new Recording.Recorded(false, null, false)
                : new Recording.Over(
                        "The attempt " + attempt
                                + " is not open: it timed out, failed, was cancelled or never was. Its result is not recorded.");
    }

    /** Whether this result was recorded before; for who cannot show any more that the attempt is theirs. */
    public CompletionStage<Recording> repeated(String tenant, String attempt, AttemptResult result) {
        RunKey run = runOf(tenant, attempt);
        if (run == null) {
            return CompletableFuture.completedFuture(new Recording.Unknown());
        }
        return Outage.caught(
                afterwards(run, attempt, result),
                outage -> new Recording.Unavailable(outage.reason(), outage.retryAfter()));
    }

    private static Recording refusal(Rejection rejection) {
        if (rejection.code() == Rejection.Code.REGION_UNAVAILABLE) {
            return new Recording.Unavailable(rejection.message(), REGION_BACK);
        }
        return rejection.code() == Rejection.Code.RUN_NOT_FOUND
                ? new Recording.Unknown()
                : new Recording.Over(rejection.message());
    }

    /** Whether the run still waits for a result of this attempt. */
    public CompletionStage<Boolean> isOpen(String tenant, String attempt) {
        RunKey run = runOf(tenant, attempt);
        if (run == null) {
            return CompletableFuture.completedFuture(false);
        }
        return runs.get(run, Runs.Detail.OUTLINE)
                .thenApply(reply ->
                        reply instanceof Runs.Reply.Done done && done.state().attempting(attempt) != null);
    }

    /** The run is part of the attempt's id; null if this is none. */
    static @Nullable RunKey runOf(String tenant, String attempt) {
        int tilde = attempt.lastIndexOf('~');
        return tilde < 1 ? null : new RunKey(tenant, attempt.substring(0, tilde));
    }
}
