package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import org.slf4j.Logger;

/** What events make the manager do once they are written: begin attempts, end workers, say what happened. */
final class Reactions {

    private final RunKey key;
    private final Workers workers;
    private final Outcomes outcomes;
    private final RunMetrics metrics;
    private final Logger log;

    Reactions(RunKey key, Workers workers, Outcomes outcomes, RunMetrics metrics, Logger log) {
        this.key = key;
        this.workers = workers;
        this.outcomes = outcomes;
        this.metrics = metrics;
        this.log = log;
    }

    void react(RunState state, Commit commit) {
        for (RunEvent event : commit.events()) {
            react(state, event);
        }
        metrics.count(commit.events());
    }

    private void react(RunState state, RunEvent event) {
        switch (event) {
            case RunEvent.AttemptStarted e -> dispatch(state, e.path());
            case RunEvent.AttemptFailed e -> workers.stop(e.attempt());
            case RunEvent.AttemptAccepted e -> {
                if (e.passive()) {
                    workers.stop(e.attempt());
                }
            }
            case RunEvent.AttemptProgressed e -> {
                workers.stop(e.attempt());
                dispatch(state, e.path());
            }
            case RunEvent.AttemptContinued e -> dispatch(state, e.path());
            case RunEvent.StepCompleted e -> workers.stop(e.attempt());
            case RunEvent.StepFailed e -> workers.stop(e.attempt());
            case RunEvent.StepCancelled e -> stopWorkerOf(state, e.path());
            case RunEvent.RunCompleted ignored -> workers.stopAll();
            case RunEvent.RunFailed ignored -> workers.stopAll();
            case RunEvent.RunCancelled ignored -> workers.stopAll();
            case RunEvent.RunTerminated ignored -> workers.stopAll();
            case RunEvent.RunCompensated ignored -> workers.stopAll();
            case RunEvent.IncidentResolved ignored -> dispatchAll(state);
            case RunEvent.WorkerRestarted e ->
                log.info("Worker of {} of run {} restarted ({}): {}", e.attempt(), key, e.restarts(), e.cause());
            case RunEvent.IncidentRaised e ->
                log.warn(
                        "Run {} needs a person: {} {}",
                        key,
                        e.incident(),
                        e.error().message());
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.StepStarted ignored -> {}
            case RunEvent.StepHeld ignored -> {}
            case RunEvent.WaitStarted ignored -> {}
            case RunEvent.SignalReceived ignored -> {}
            case RunEvent.SignalConsumed ignored -> {}
            case RunEvent.ApprovalRequested ignored -> {}
            case RunEvent.ApprovalVoted ignored -> {}
            case RunEvent.ApprovalEscalated ignored -> {}
            case RunEvent.ApprovalDecided ignored -> {}
            // What children and parents have to be told is known from the commit as a whole: Deliveries.
            case RunEvent.ChildStarted ignored -> {}
            case RunEvent.ChildEnded ignored -> {}
            case RunEvent.StepDecided ignored -> {}
            case RunEvent.MemoryRead ignored -> {}
            case RunEvent.MemoryWritten ignored -> {}
            case RunEvent.RunPaused ignored -> {}
            case RunEvent.RunResumed ignored -> {}
            case RunEvent.RemedyStarted e ->
                log.info(
                        "{} of run {} failed: {} ({})",
                        e.path().isEmpty() ? "All" : e.path(),
                        key,
                        e.error().message(),
                        e.remedy());
            case RunEvent.LimitsSet ignored -> {}
            case RunEvent.RunRetried ignored -> {}
            case RunEvent.StepReopened ignored -> {}
            case RunEvent.RunRerun ignored -> {}
            case RunEvent.StepsUndone ignored -> {}
            case RunEvent.RunForked ignored -> {}
            case RunEvent.RunMigrated ignored -> {}
            // What its children have to be told once more is for the family.
            case RunEvent.RunRepaired e -> log.warn("Run {} is put right: {}", key, String.join("; ", e.findings()));
            case RunEvent.StepTaken ignored -> {}
        }
    }

    /** Begins, or begins again, what the state shows as open. */
    void dispatchAll(RunState state) {
        for (StepState step : state.busySteps()) {
            dispatch(state, step.path());
        }
    }

    /** Begins what the state shows as open and nobody here has in hand, which there should be nothing of. */
    void dispatchMissing(RunState state) {
        if (!state.exists() || state.ended()) {
            return;
        }
        workers.dropEnded();
        for (StepState step : state.busySteps()) {
            if (step.activity() instanceof Activity.Attempting attempt && attempt.needsWorker() && !isInHand(attempt)) {
                log.warn("Nobody was at work on attempt {} of run {}; it is dispatched again", attempt.attempt(), key);
                metrics.repaired();
                workers.dispatch(state, step, attempt);
            }
        }
    }

    private boolean isInHand(Activity.Attempting attempt) {
        return workers.have(attempt.attempt()) || outcomes.has(attempt.attempt());
    }

    /** The same after a crash, a move, or when a store is back: the agents are asked a second time. */
    void resume(RunState state) {
        long repeated = state.busySteps().stream()
                .filter(step ->
                        step.activity() instanceof Activity.Attempting open && open.needsWorker() && !isInHand(open))
                .peek(step -> metrics.repeated())
                .count();
        if (repeated > 0) {
            log.info("Run {} goes on; {} attempts are dispatched again", key, repeated);
        }
        dispatchAll(state);
    }

    private void dispatch(RunState state, String path) {
        StepState step = state.step(path);
        if (step != null
                && step.activity() instanceof Activity.Attempting attempt
                && attempt.needsWorker()
                && !outcomes.has(attempt.attempt())) {
            workers.dispatch(state, step, attempt);
        }
    }

    private void stopWorkerOf(RunState state, String path) {
        StepState step = state.step(path);
        if (step != null) {
            workers.stop(step.lastAttempt());
        }
    }
}
