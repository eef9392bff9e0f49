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
    private @Nullable StoreException trouble;
    private boolean loading;

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
            case RunMessage.TargetRead ignored -> null;
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

    boolean isThere(String digest) {
        if (decider == null) {
            catalog.workflow(run.tenant(), digest).ifPresent(this::pin);
        }
        return decider != null;
    }

    private void pin(WorkflowDefinition workflow) {
        decider = new RunDecider(
                workflow.plan(),
                catalog.known(run.tenant()),
                digest -> catalog.workflow(run.tenant(), digest).map(WorkflowDefinition::plan));
    }

    /** The run pins another one from now on. */
    void moved() {
        decider = null;
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
        if (loading || trouble != null) {
            return Optional.empty();
        }
        loading = true;
        return Optional.of(catalog.loadWorkflow(run.tenant(), digest));
    }

    void arrived(@Nullable WorkflowDefinition workflow, @Nullable Throwable failure) {
        loading = false;
        if (workflow != null) {
            pin(workflow);
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
