package dev.baton.actors.manager;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The definition that one run pins, and the decider that it makes. Fetched when it is first needed. */
final class PinnedPlan {

    /** After a definition could not be had, those who ask are refused for this time. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ActorContext<RunMessage> context;
    private final RunKey run;
    private final Catalog catalog;
    private final Timing timing;
    private @Nullable RunDecider decider;
    private @Nullable String pinned;
    private @Nullable StoreException trouble;
    private @Nullable String loading;
    private @Nullable String said;

    PinnedPlan(ActorContext<RunMessage> context, RunKey run, Catalog catalog, Timing timing) {
        this.context = context;
        this.run = run;
        this.catalog = catalog;
        this.timing = timing;
    }

    /** Digest of the definition without which a message cannot be handled; null if it can be. */
    static @Nullable String needed(RunState state, RunMessage message) {
        return switch (message) {
            case RunMessage.Ask ask -> needed(state, ask.command());
            case RunMessage.Told told -> needed(state, told.command());
            case RunMessage.WorkerReport ignored -> pinned(state);
            case RunMessage.Flush ignored -> pinned(state);
            case RunMessage.TryAgain ignored -> pinned(state);
            case RunMessage.Defect ignored -> pinned(state);
            case RunMessage.Due ignored -> pinned(state);
            case RunMessage.Heard ignored -> null;
            case RunMessage.Undelivered ignored -> null;
            case RunMessage.TellAgain ignored -> null;
            case RunMessage.Get ignored -> null;
            case RunMessage.AwaitEnd ignored -> null;
            case RunMessage.Listen ignored -> null;
            case RunMessage.Unlisten ignored -> null;
            case RunMessage.Wake ignored -> null;
            case RunMessage.Stop ignored -> null;
            case RunMessage.Park ignored -> null;
            case RunMessage.PastRead ignored -> null;
            case RunMessage.TargetRead ignored -> pinned(state);
            case RunMessage.Loaded ignored -> null;
            case RunMessage.LoadAgain ignored -> null;
            case RunMessage.Claimed ignored -> null;
            case RunMessage.ClaimAgain ignored -> null;
        };
    }

    private static @Nullable String needed(RunState state, RunCommand command) {
        if (command instanceof RunCommand.Terminate) {
            return null;
        }
        if (state.exists()) {
            return pinned(state);
        }
        if (command instanceof RunCommand.Fork fork && fork.past() != null) {
            return pinned(fork.past().state());
        }
        return command instanceof RunCommand.Start start ? start.digest() : null;
    }

    private static @Nullable String pinned(RunState state) {
        return state.exists() ? state.started().digest() : null;
    }

    /** A run that was moved pins another one, whether its move was written here or only found written when it was read again. */
    boolean isThere(String digest) {
        if (!digest.equals(pinned)) {
            catalog.workflow(run.tenant(), digest).ifPresent(workflow -> pin(digest, workflow));
        }
        return digest.equals(pinned);
    }

    private void pin(String digest, WorkflowDefinition workflow) {
        pinned = digest;
        decider = new RunDecider(
                workflow.plan(),
                catalog.known(run.tenant()),
                other -> catalog.workflow(run.tenant(), other).map(WorkflowDefinition::plan));
    }

    /** @throws NullPointerException before it is there */
    RunDecider decider() {
        return Objects.requireNonNull(decider, "the definition is not loaded");
    }

    /**
     * Has it fetched, unless it is on its way already. Whoever asks while it cannot be had is told so; everything else
     * waits for it.
     *
     * @return whether the message has to wait; if not, it has been answered
     */
    boolean isAwaited(String digest, RunMessage message) {
        if (trouble != null && message instanceof RunMessage.Ask ask) {
            ask.replyTo().tell(new RunAnswer.Failed(trouble));
            return false;
        }
        if (loading == null && trouble == null) {
            loading = digest;
            context.pipeToSelf(
                    catalog.loadWorkflow(run.tenant(), digest),
                    (found, failure) -> new RunMessage.Loaded(found == null ? null : found.orElse(null), failure));
        }
        return true;
    }

    /**
     * The same for a message that cannot be decided without another definition, which only newer nodes can read.
     *
     * @return whether the message has to wait; if not, it has been answered, or comes again
     */
    boolean isAwaited(UnreadableDefinition newer, RunMessage message) {
        if (message instanceof RunMessage.Ask ask) {
            ask.replyTo().tell(new RunAnswer.Failed(newer));
            return false;
        }
        if (message instanceof RunMessage.Told told) {
            told.replyTo().tell(new RunMessage.Heard(told.delivery(), RunMessage.Heard.Answer.LATER, ""));
            return false;
        }
        waits(newer);
        timing.loadAgain(newer.retryAfter());
        return !(message instanceof RunMessage.Due);
    }

    void arrived(RunMessage.Loaded loaded) {
        String digest = loading;
        loading = null;
        if (digest == null) {
            // The manager that asked has been restarted since; this one asks for what it needs.
            return;
        }
        if (loaded.workflow() != null) {
            pin(digest, loaded.workflow());
            return;
        }
        trouble = loaded.failure() == null
                ? new StoreUnavailable("the definition that run " + run.runId() + " pins is not in it", PAUSE)
                : StoreFailures.of(loaded.failure(), PAUSE);
        waits(trouble);
        timing.loadAgain(trouble instanceof UnreadableDefinition newer ? newer.retryAfter() : PAUSE);
    }

    /** Says so once: nothing else is said of it until it is over. */
    private void waits(StoreException why) {
        if (!Objects.equals(why.getMessage(), said)) {
            said = why.getMessage();
            context.getLog().warn("Run {} waits for a definition: {}", run, said);
        }
    }

    void retry() {
        trouble = null;
    }
}
