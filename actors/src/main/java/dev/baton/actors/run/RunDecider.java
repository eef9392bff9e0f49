package dev.baton.actors.run;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides what a command makes happen. Pure: the same state, command and header always give the same events. */
public final class RunDecider {

    private final WorkflowPlan plan;
    private final KnownWorkflows workflows;
    private final Versions versions;

    /** Other versions of a run's workflow, to which it may be moved. */
    @FunctionalInterface
    public interface Versions {

        Optional<WorkflowPlan> find(String digest);
    }

    /** For runs that start no others. */
    public RunDecider(WorkflowPlan plan) {
        this(plan, KnownWorkflows.NONE);
    }

    /** @param workflows that steps can start runs of */
    public RunDecider(WorkflowPlan plan, KnownWorkflows workflows) {
        this(plan, workflows, digest -> Optional.empty());
    }

    /** @param versions that the run may be moved to */
    public RunDecider(WorkflowPlan plan, KnownWorkflows workflows, Versions versions) {
        this.plan = plan;
        this.workflows = workflows;
        this.versions = versions;
    }

    /** @param header who asks, where and when; its events are not looked at */
    public Outcome decide(RunState state, RunCommand command, Commit header) {
        if (!state.exists()) {
            if (command instanceof RunCommand.Fork fork) {
                return accepted(new Turn(plan, workflows, state, header), turn -> Fork.begin(turn, fork));
            }
            return command instanceof RunCommand.Start start
                    ? start(state, start, header)
                    : Outcome.refuse(Rejection.Code.RUN_NOT_FOUND, "There is no such run; start it first.");
        }
        if (BulkMark.reached(state, header)) {
            return nothing(state);
        }
        if (state.ended()) {
            return decideEnded(state, command, header);
        }
        if (command instanceof RunCommand.Terminate terminate) {
            return Termination.of(state, terminate, header);
        }
        Turn turn = new Turn(plan, workflows, state, header);
        Outcome refused = switch (command) {
            case RunCommand.Start again -> sameStart(state, again);
            case RunCommand.RecordResult result -> recordResult(turn, result);
            case RunCommand.RecordChildEnd ended -> recordChildEnd(turn, ended);
            case RunCommand.RecordRestart restart -> recordRestart(turn, restart);
            case RunCommand.Signal signal -> Signals.receive(turn, signal);
            case RunCommand.DecideApproval decision -> Approvals.decide(turn, decision);
            case RunCommand.Pause pause -> pause(turn, pause);
            case RunCommand.Resume ignored -> resume(turn);
            case RunCommand.Cancel cancel -> cancel(turn, cancel);
            case RunCommand.Terminate ignored -> throw new IllegalStateException("decided without the definition");
            case RunCommand.Retry ignored ->
                Outcome.refuse(
                        Rejection.Code.RUN_NOT_ENDED,
                        "The run has not ended: only one that failed or was cancelled can be retried. If a step waits"
                                + " for a person, resolve its incident.");
            case RunCommand.Rerun rerun -> Rerun.begin(turn, rerun);
            case RunCommand.Fork again -> sameRequest(state, again.requestDigest());
            case RunCommand.Migrate migrate -> migrate(turn, migrate);
            case RunCommand.ResolveIncident resolve -> Incidents.resolve(turn, resolve);
            case RunCommand.Tick ignored -> tick(turn);
            case RunCommand.Repair repair -> Repairs.repair(turn, repair);
            case RunCommand.ReportBug bug -> Incidents.reportBug(turn, bug);
        };
        if (refused != null) {
            return refused;
        }
        turn.settle();
        return new Outcome.Accepted(turn.events(), turn.state());
    }

    private Outcome start(RunState state, RunCommand.Start start, Commit header) {
        Turn turn = new Turn(plan, workflows, state, header);
        turn.emit(new RunEvent.RunStarted(
                start.runId(),
                start.workflow(),
                start.version(),
                start.digest(),
                start.input(),
                start.labels(),
                start.priority(),
                deadline(start, header.at()),
                start.requestDigest(),
                start.lineage()));
        turn.limits().runBegun(start.budget());
        RunError unremembered = timedOut(turn) ? null : Memory.begin(turn);
        if (unremembered != null) {
            turn.emit(new RunEvent.RunFailed(unremembered));
        } else if (!turn.state().ended()) {
            turn.start(plan.root(), new Step.Place("", "", new Value.RunInput()));
        }
        turn.settle();
        return new Outcome.Accepted(turn.events(), turn.state());
    }

    private @Nullable Instant deadline(RunCommand.Start start, Instant now) {
        Instant byWorkflow = plan.timeout() == null ? null : now.plus(plan.timeout());
        if (start.deadline() == null || byWorkflow == null) {
            return start.deadline() == null ? byWorkflow : start.deadline();
        }
        return start.deadline().isBefore(byWorkflow) ? start.deadline() : byWorkflow;
    }

    private Outcome decideEnded(RunState state, RunCommand command, Commit header) {
        RunStatus status = Objects.requireNonNull(state.end()).status();
        return switch (command) {
            case RunCommand.Start again -> sameStart(state, again);
            case RunCommand.RecordResult result -> repeatedOrStale(state, result);
            case RunCommand.Cancel ignored when status == RunStatus.CANCELLED -> nothing(state);
            case RunCommand.DecideApproval decision -> Approvals.decidedBefore(state, decision);
            case RunCommand.ResolveIncident resolve -> Incidents.resolvedBefore(state, resolve);
            case RunCommand.RecordChildEnd ignored -> nothing(state);
            case RunCommand.RecordRestart ignored -> nothing(state);
            case RunCommand.Tick ignored -> nothing(state);
            case RunCommand.ReportBug ignored -> nothing(state);
            case RunCommand.Repair repair ->
                accepted(new Turn(plan, workflows, state, header), turn -> Repairs.repair(turn, repair));
            case RunCommand.Signal again when Signals.receivedBefore(state, again) -> nothing(state);
            case RunCommand.Signal ignored -> endedAlready(status);
            case RunCommand.Pause ignored -> endedAlready(status);
            case RunCommand.Resume ignored -> endedAlready(status);
            case RunCommand.Cancel ignored -> endedAlready(status);
            case RunCommand.Terminate ignored -> Termination.ofEnded(state);
            case RunCommand.Retry retry -> retry(state, retry, header);
            case RunCommand.Rerun rerun ->
                accepted(new Turn(plan, workflows, state, header), turn -> Rerun.begin(turn, rerun));
            case RunCommand.Migrate migrate -> migrate(new Turn(plan, workflows, state, header), migrate);
            case RunCommand.Fork again -> sameRequest(state, again.requestDigest());
        };
    }

    private Outcome migrate(Turn turn, RunCommand.Migrate migrate) {
        return versions.find(migrate.digest())
                .map(target -> Migration.decide(turn, migrate, target))
                .orElseGet(() -> Outcome.refuse(
                        Rejection.Code.WORKFLOW_NOT_FOUND,
                        "There is no definition of version " + migrate.version() + " of this workflow."));
    }

    private static Outcome accepted(Turn turn, Function<Turn, @Nullable Outcome> move) {
        Outcome refused = move.apply(turn);
        if (refused != null) {
            return refused;
        }
        turn.settle();
        return new Outcome.Accepted(turn.events(), turn.state());
    }

    private Outcome retry(RunState state, RunCommand.Retry retry, Commit header) {
        RunStatus status = Objects.requireNonNull(state.end()).status();
        if (status == RunStatus.COMPLETED) {
            return endedAlready(status);
        }
        if (!isWhole(state)) {
            return undone();
        }
        Lineage lineage = state.started().lineage();
        if (lineage != null) {
            return hasParent(lineage);
        }
        Turn turn = new Turn(plan, workflows, state, header);
        turn.emit(new RunEvent.RunRetried(retry.reason(), state.started().deadlineFrom(header.at())));
        turn.limits().runBegunAgain();
        new Resumption(turn).goOn();
        turn.settle();
        return new Outcome.Accepted(turn.events(), turn.state());
    }

    static Outcome hasParent(Lineage lineage) {
        return Outcome.refuse(
                Rejection.Code.RUN_HAS_PARENT,
                "The run is a step of run " + lineage.parent() + ", which knows how it ended; ask that one.");
    }

    /** Whether nothing of the run as a whole was undone, and nothing was cut short while it was being undone. */
    private boolean isWhole(RunState state) {
        RunState.RunRemedy remedy = state.remedy();
        return (remedy == null || remedy.remedy() != RunEvent.Remedy.COMPENSATE)
                && state.steps().values().stream()
                        .noneMatch(step -> plan.isUndo(step.step()) && step.status() != StepStatus.COMPLETED);
    }

    static Outcome undone() {
        return Outcome.refuse(
                Rejection.Code.RUN_ENDED,
                "What the run had done is undone, or was to be: it cannot go on. Start a new one.");
    }

    static Outcome nothing(RunState state) {
        return new Outcome.Accepted(List.of(), state);
    }

    static Outcome endedAlready(RunStatus status) {
        return Outcome.refuse(Rejection.Code.RUN_ENDED, "The run has ended: it is " + status.code() + ".");
    }

    private static Outcome sameStart(RunState state, RunCommand.Start again) {
        return sameRequest(state, again.requestDigest());
    }

    private static Outcome sameRequest(RunState state, String digest) {
        return state.started().requestDigest().equals(digest)
                ? nothing(state)
                : Outcome.refuse(
                        Rejection.Code.RUN_EXISTS,
                        "A run with this id, or for this Idempotency-Key, was started with another request; use a new"
                                + " one.");
    }

    private static @Nullable Outcome recordResult(Turn turn, RunCommand.RecordResult command) {
        StepState step = turn.state().attempting(command.attempt());
        if (step == null || !(step.activity() instanceof Activity.Attempting attempt)) {
            return repeatedOrStale(turn.state(), command);
        }
        if (attempt.calling() || attempt.held()) {
            return repeatedOrStale(turn.state(), command);
        }
        if (command.result() instanceof AttemptResult.Accepted accepted) {
            if (attempt.handle() == null) {
                turn.emit(new RunEvent.AttemptAccepted(
                        step.path(),
                        attempt.attempt(),
                        accepted.passive(),
                        accepted.handle(),
                        deadline(turn, attempt, accepted)));
            }
            return null;
        }
        if (command.result() instanceof AttemptResult.Progressed progressed
                && progressed.number() != attempt.turns().size() + 1) {
            return repeatedOrStale(turn.state(), command);
        }
        turn.plan().step(step.step()).attemptEnded(turn, step, attempt, command.result());
        StepState after = turn.instance(step.path());
        if (after.status() != StepStatus.COMPLETED) {
            turn.limits().usedFor(after);
        }
        return null;
    }

    private static @Nullable Instant deadline(Turn turn, Activity.Attempting attempt, AttemptResult.Accepted accepted) {
        return accepted.deadline() != null || attempt.timeoutMs() == null
                ? accepted.deadline()
                : turn.now().plusMillis(attempt.timeoutMs());
    }

    private static Outcome repeatedOrStale(RunState state, RunCommand.RecordResult command) {
        String attempt = command.attempt();
        boolean completed = state.steps().values().stream().anyMatch(step -> attempt.equals(step.completedBy()));
        return completed && !(command.result() instanceof AttemptResult.Failed)
                ? nothing(state)
                : Outcome.refuse(
                        Rejection.Code.ATTEMPT_STALE,
                        "The attempt " + attempt + " is not open: it timed out, failed, was cancelled or never was."
                                + " Its result is not recorded.");
    }

    /** Whoever tells it more than once, or too late, is to stop: there is nothing to refuse. */
    private static @Nullable Outcome recordChildEnd(Turn turn, RunCommand.RecordChildEnd command) {
        StepState step = turn.state().step(command.path());
        if (step != null
                && step.activity() instanceof Activity.AwaitingChild awaiting
                && awaiting.child().run().equals(command.child())) {
            turn.emit(new RunEvent.ChildEnded(
                    step.path(), command.child(), command.end().status(), command.usage()));
            turn.limits().used(step);
            turn.plan().step(step.step()).childRunEnded(turn, step, command.end());
        }
        return null;
    }

    private static @Nullable Outcome recordRestart(Turn turn, RunCommand.RecordRestart command) {
        StepState step = turn.state().attempting(command.attempt());
        if (step != null) {
            turn.emit(
                    new RunEvent.WorkerRestarted(step.path(), command.attempt(), command.restarts(), command.cause()));
        }
        return null;
    }

    private static @Nullable Outcome pause(Turn turn, RunCommand.Pause pause) {
        if (!turn.state().paused()) {
            turn.emit(new RunEvent.RunPaused(pause.reason()));
        }
        return null;
    }

    private static @Nullable Outcome resume(Turn turn) {
        if (!turn.state().paused()) {
            return null;
        }
        turn.emit(new RunEvent.RunResumed());
        return tick(turn);
    }

    private static @Nullable Outcome cancel(Turn turn, RunCommand.Cancel cancel) {
        turn.remedies().cancelRun(cancel.reason());
        return null;
    }

    static @Nullable Outcome tick(Turn turn) {
        boolean over = timedOut(turn);
        // A run that is undone now goes on, and what it does may be due as well.
        RunState state = turn.state();
        if (state.held() || (over && state.remedy() == null)) {
            return null;
        }
        turn.limits().due();
        for (StepState step : state.busySteps()) {
            Instant due = step.activity() == null ? null : step.activity().dueAt();
            if (step.activity() instanceof Activity.Held) {
                turn.plan().step(step.step()).released(turn, step);
            } else if (due != null && !due.isAfter(turn.now())) {
                turn.later(step);
            } else if (step.activity() instanceof Activity.Attempting open && open.held()) {
                turn.emit(new RunEvent.AttemptContinued(step.path(), open.attempt()));
            }
        }
        return null;
    }

    private static boolean timedOut(Turn turn) {
        Instant deadline = turn.state().deadline();
        if (deadline == null || deadline.isAfter(turn.now())) {
            return false;
        }
        turn.remedies()
                .failRun(RunError.of(ErrorKind.TIMEOUT, "The run did not end by its deadline, " + deadline + "."));
        return true;
    }
}
