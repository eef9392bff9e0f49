package dev.baton.actors.manager;

import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The definition that one run pins, and the decider that it makes. Fetched when it is first needed. */
final class PinnedPlan {

    /** After a definition could not be had, those who ask are refused for this time. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final RunKey run;
    private final Catalog catalog;
    private @Nullable RunDecider decider;
    private @Nullable String pinned;
    private @Nullable StoreException trouble;
    private @Nullable String loading;

    PinnedPlan(RunKey run, Catalog catalog) {
        this.run = run;
        this.catalog = catalog;
    }

    /** Digest of the definition without which a message cannot be handled; null if it can be. */
    static @Nullable String needed(RunState state, RunMessage message) {
        return switch (message) {
            case RunMessage.Ask ask -> needed(state, ask.command());
            case RunMessage.Told told -> needed(state, told.command());
            case RunMessage.WorkerReport ignored -> pinned(state);
            case RunMessage.Flush ignored -> pinned(state);
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

    /** Why it is not there, until {@link #retry}; null if it is on its way. */
    @Nullable
    StoreException trouble() {
        return trouble;
    }

    /** Empty while it is on its way already, or in trouble. */
    Optional<CompletionStage<Optional<WorkflowDefinition>>> fetch(String digest) {
        if (loading != null || trouble != null) {
            return Optional.empty();
        }
        loading = digest;
        return Optional.of(catalog.loadWorkflow(run.tenant(), digest));
    }

    void arrived(@Nullable WorkflowDefinition workflow, @Nullable Throwable failure) {
        String digest = loading;
        loading = null;
        if (digest == null) {
            // The manager that asked has been restarted since; this one asks for what it needs.
            return;
        }
        if (workflow != null) {
            pin(digest, workflow);
        } else {
            trouble = failure == null
                    ? new StoreUnavailable("the definition that run " + run.runId() + " pins is not in it", PAUSE)
                    : StoreFailures.of(failure, PAUSE);
        }
    }

    void retry() {
        trouble = null;
    }
}
