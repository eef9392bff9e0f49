package dev.baton.actors.run;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of incidents: whoever met a defect raises one, and a person resolves it. */
final class Incidents {

    private Incidents() {}

    /** Null if it is resolved by that. */
    static @Nullable Outcome resolve(Turn turn, RunCommand.ResolveIncident resolve) {
        if (resolve.incident().equals(turn.state().runIncident())) {
            return resolveThatOfTheRun(turn, resolve);
        }
        for (StepState step : turn.state().busySteps()) {
            if (step.activity() instanceof Activity.AwaitingPerson awaiting
                    && awaiting.incident().equals(resolve.incident())) {
                if (resolve.resolution() == RunEvent.Resolution.RETRY
                        && turn.remedies().isUndoingInside(step.path())) {
                    return Outcome.refuse(
                            Rejection.Code.STILL_UNDOING,
                            "What was done inside step " + step.path()
                                    + " before is still being undone; try again when that is through.");
                }
                resolveThatOfAStep(turn, step, resolve);
                return null;
            }
        }
        return resolvedBefore(turn.state(), resolve);
    }

    static Outcome resolvedBefore(RunState state, RunCommand.ResolveIncident resolve) {
        RunEvent.Resolution earlier = state.resolved().get(resolve.incident());
        if (earlier == resolve.resolution()) {
            return RunDecider.nothing(state);
        }
        String why = earlier == null
                ? "."
                : ": it was resolved with " + earlier.name().toLowerCase(Locale.ROOT) + ".";
        return Outcome.refuse(
                Rejection.Code.INCIDENT_NOT_FOUND, "The run has no open incident " + resolve.incident() + why);
    }

    private static @Nullable Outcome resolveThatOfTheRun(Turn turn, RunCommand.ResolveIncident resolve) {
        boolean ofTheRun = turn.remedies().isEscalated();
        turn.emit(new RunEvent.IncidentResolved(resolve.incident(), "", resolve.resolution(), resolve.comment()));
        if (ofTheRun) {
            turn.remedies()
                    .resolved(
                            resolve.resolution(),
                            Objects.requireNonNullElse(resolve.output(), Payload.NULL),
                            turn.state().started().deadlineFrom(turn.now()),
                            resolve.comment());
            return null;
        }
        if (resolve.resolution() == RunEvent.Resolution.FAIL) {
            turn.cancelAll("the run failed");
            turn.emit(new RunEvent.RunFailed(RunError.of(ErrorKind.BUG, "failed by a person after an incident")));
            return null;
        }
        return RunDecider.tick(turn);
    }

    private static void resolveThatOfAStep(Turn turn, StepState step, RunCommand.ResolveIncident resolve) {
        turn.emit(new RunEvent.IncidentResolved(
                resolve.incident(), step.path(), resolve.resolution(), resolve.comment()));
        switch (resolve.resolution()) {
            case RETRY -> turn.plan().step(step.step()).retried(turn, step);
            case SKIP ->
                turn.skip(step.path(), new Value.Inline(Objects.requireNonNullElse(resolve.output(), Payload.NULL)));
            case FAIL ->
                turn.failNow(
                        step.path(),
                        null,
                        Objects.requireNonNullElse(step.error(), RunError.of(ErrorKind.REJECTED, "failed by a person")),
                        false);
        }
    }

    static @Nullable Outcome reportBug(Turn turn, RunCommand.ReportBug bug) {
        if (turn.state().runIncident() == null) {
            turn.emit(
                    new RunEvent.IncidentRaised(turn.state().nextId(), "", RunError.of(ErrorKind.BUG, bug.message())));
        }
        return null;
    }
}
