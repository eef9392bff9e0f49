package dev.baton.actors.run;

import dev.baton.actors.run.RunEvent.Remedy;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done about failures before they are passed on, other steps or undoing, and how a run ends that has failed or
 * is cancelled. Part of a {@link Turn}.
 */
final class Remedies {

    /** Names of lists that no branch of a pattern can have. */
    private static final String COMPENSATE = "@compensate";

    private static final String NO_REASON = "the run was cancelled";

    /** The last that ended first; snapshots of older versions know only when, not by which event. */
    private static final Comparator<StepState> LAST_FIRST = Comparator.comparingLong(StepState::endedBy)
            .thenComparing(step -> Objects.requireNonNullElse(step.endedAt(), Instant.MIN))
            .thenComparingLong(StepState::order)
            .reversed();

    private final Turn turn;

    Remedies(Turn turn) {
        this.turn = turn;
    }

    /** The path of the instance that undoes another one. */
    static String compensationOf(StepState undone, Step body) {
        return InstancePath.body(undone.path(), COMPENSATE, body);
    }

    private WorkflowPlan plan() {
        return turn.plan();
    }

    private RunState state() {
        return turn.state();
    }

    /** Whether something of the run was undone, or something is or was done instead of this step or of what is around it. */
    boolean haveTouched(StepState step) {
        if (state().remedy() != null || anyUndo(state())) {
            return true;
        }
        for (StepState at = step; at != null; at = state().step(at.parent())) {
            if (at.remedy() != null || plan().isHandler(at.step())) {
                return true;
            }
        }
        return false;
    }

    /** Whether something of another run was undone, or is done instead of something that failed. */
    boolean areUnderWay(RunState other) {
        return other.remedy() != null
                || anyUndo(other)
                || other.steps().values().stream().anyMatch(step -> !step.ended() && step.remedy() != null);
    }

    private boolean anyUndo(RunState of) {
        return of.steps().values().stream().anyMatch(step -> plan().isUndo(step.step()));
    }

    // Of a step

    void fallBack(String path, RunError error, @Nullable Step body) {
        Step other = Objects.requireNonNull(body);
        turn.cancelInside(path, "other steps are done instead");
        turn.emit(new RunEvent.RemedyStarted(path, error, Remedy.FALLBACK));
        turn.afterwards(
                () -> isFallingBack(path),
                () -> other.start(turn, new Step.Place(fallbackOf(path, other), path, new Value.InputOf(path))));
    }

    /** A list is called after its rule: several rules may be at work in one instance, one after the other. */
    private static String fallbackOf(String path, Step other) {
        return InstancePath.body(path, other.id().substring(other.id().lastIndexOf('.') + 1), other);
    }

    private boolean isFallingBack(String path) {
        StepState step = turn.instance(path);
        return !step.ended() && step.remedy() == Remedy.FALLBACK;
    }

    void undo(String path, @Nullable String attempt, RunError error) {
        turn.cancelAndKeep(path, "what has been done is undone");
        if (toUndo(path).isEmpty() && !isUndoingInside(path)) {
            turn.failNow(path, attempt, error, false);
            return;
        }
        turn.emit(new RunEvent.RemedyStarted(path, error, Remedy.COMPENSATE));
        beginUndo(path);
    }

    /** The outermost of these that say so have what is inside them undone. */
    void cancelled(List<StepState> steps) {
        List<StepState> undone = steps.stream()
                .filter(step -> plan().step(step.step()).settings().onCancel() == Step.OnCancel.COMPENSATE)
                .toList();
        for (StepState step : undone) {
            boolean covered = undone.stream().anyMatch(other -> turn.isInside(step, other.path()));
            if (!covered && !isUndoing(step.path()) && !toUndo(step.path()).isEmpty()) {
                beginUndo(step.path());
            }
        }
    }

    // Undoing

    private void beginUndo(String scope) {
        Step step = scope.isEmpty()
                ? plan().root()
                : plan().step(turn.instance(scope).step());
        plan().step(Undo.idFor(step))
                .start(turn, new Step.Place(Undo.pathFor(scope), "", new Value.Inline(Payload.NULL)));
    }

    /** Paths of what has completed inside and not been undone, the last first. What is undone as a whole is not undone in parts. */
    List<String> toUndo(String scope) {
        return state().steps().values().stream()
                .filter(step -> isToBeUndone(step) && turn.isInside(step, scope) && !isCovered(step, scope))
                .sorted(LAST_FIRST)
                .map(StepState::path)
                .toList();
    }

    private boolean isToBeUndone(StepState step) {
        Step body = compensation(step);
        if (body == null) {
            return false;
        }
        StepState undone = state().step(compensationOf(step, body));
        return undone == null || undone.order() < step.order();
    }

    /** Null if nothing undoes it, or if there is nothing to be undone: only what the step itself has completed. */
    private @Nullable Step compensation(StepState step) {
        return step.status() == StepStatus.COMPLETED && step.error() == null
                ? plan().step(step.step()).settings().compensate()
                : null;
    }

    private boolean isCovered(StepState step, String scope) {
        for (String path = step.parent(); !path.isEmpty() && !path.equals(scope); ) {
            StepState around = turn.instance(path);
            if (compensation(around) != null) {
                return true;
            }
            path = around.parent();
        }
        return false;
    }

    private List<StepState> openUndos() {
        return state().steps().values().stream()
                .filter(step -> step.parent().isEmpty() && !step.ended() && plan().isUndo(step.step()))
                .sorted(Comparator.comparingLong(StepState::order))
                .toList();
    }

    private boolean isUndoing(String scope) {
        StepState undo = state().step(Undo.pathFor(scope));
        return undo != null && !undo.ended();
    }

    /** Whether what this instance had done is undone, as after it was cancelled. */
    boolean wasUndone(StepState step) {
        StepState undo = state().step(Undo.pathFor(step.path()));
        return undo != null && undo.order() > step.order();
    }

    /** @param scope itself not meant; empty for the whole run */
    boolean isUndoingInside(String scope) {
        return openUndos().stream().map(Undo::scopeOf).anyMatch(inner -> isInside(inner, scope));
    }

    private boolean isInside(String inner, String scope) {
        return !inner.isEmpty() && !inner.equals(scope) && turn.isInside(turn.instance(inner), scope);
    }

    boolean isUndoing() {
        return !openUndos().isEmpty();
    }

    /** Whether it is such a step, or inside one. */
    boolean isPartOfUndoing(StepState step) {
        StepState outermost = step;
        while (!outermost.parent().isEmpty()) {
            outermost = turn.instance(outermost.parent());
        }
        return plan().isUndo(outermost.step());
    }

    // What is heard of these steps

    /** @return whether the end of this instance is no planner's to hear */
    boolean hears(StepState ended) {
        if (plan().isUndo(ended.step())) {
            undoEnded(ended);
            return true;
        }
        if (plan().isFallback(ended.step())) {
            fallbackEnded(ended);
            return true;
        }
        return false;
    }

    private void fallbackEnded(StepState body) {
        String path = body.parent();
        if (!path.isEmpty() && isFallingBack(path)) {
            if (body.status() == StepStatus.COMPLETED) {
                turn.complete(path, new Value.OutputOf(body.path()));
            } else {
                turn.failNow(path, null, failureOf(body), false);
            }
        }
    }

    private static RunError failureOf(StepState step) {
        RunError cause = step.error();
        return cause == null
                ? RunError.of(ErrorKind.CANCELLED, "step " + step.path() + " was cancelled")
                : new RunError(cause.kind(), "step " + step.path() + ": " + cause.message(), cause.details());
    }

    private void undoEnded(StepState undo) {
        String scope = Undo.scopeOf(undo);
        StepState step = scope.isEmpty() ? null : turn.instance(scope);
        if (step != null && !step.ended() && step.remedy() == Remedy.COMPENSATE) {
            turn.failNow(scope, null, Objects.requireNonNull(step.error()), false);
        }
        for (StepState other : openUndos()) {
            new Undo(other.step()).proceed(turn, other.path());
        }
    }

    // Of the run

    /** The run cannot go on; what becomes of it is for its {@code onFailure} to say. */
    void failRun(RunError error) {
        FailureRules.Rule rule = plan().root().settings().onFailure().of(error.kind());
        if (state().remedy() != null) {
            endRun(Remedy.FAIL, error);
            return;
        }
        switch (rule.then()) {
            case FAIL -> endRun(Remedy.FAIL, error);
            case CONTINUE -> endRun(Remedy.CONTINUE, error);
            case COMPENSATE -> endUndone(error, Remedy.FAIL);
            case ESCALATE -> {
                turn.cancelInside("", "the run waits for a person");
                turn.emit(new RunEvent.RemedyStarted("", error, Remedy.ESCALATE));
            }
            case FALLBACK -> {
                turn.cancelInside("", "other steps are done instead");
                turn.emit(new RunEvent.RemedyStarted("", error, Remedy.FALLBACK));
                Step other = Objects.requireNonNull(rule.fallback());
                other.start(turn, new Step.Place(fallbackOf("", other), "", new Value.RunInput()));
            }
        }
    }

    void cancelRun(@Nullable String reason) {
        if (isEnding()) {
            return;
        }
        RunError error = RunError.of(ErrorKind.CANCELLED, Objects.requireNonNullElse(reason, NO_REASON));
        if (state().remedy() != null && state().runIncident() != null) {
            turn.emit(new RunEvent.IncidentResolved(
                    state().runIncident(), "", RunEvent.Resolution.FAIL, "the run was cancelled"));
        }
        if (plan().root().settings().onCancel() == Step.OnCancel.COMPENSATE) {
            endUndone(error, Remedy.CANCEL);
        } else {
            endRun(Remedy.CANCEL, error);
        }
    }

    /** A person has decided about the failure of the run. */
    void resolved(
            RunEvent.Resolution resolution, Payload output, @Nullable Instant deadline, @Nullable String comment) {
        RunState.RunRemedy remedy = Objects.requireNonNull(state().remedy());
        RunError error = remedy.error();
        switch (resolution) {
            case RETRY -> {
                turn.emit(new RunEvent.RunRetried(comment, deadline));
                turn.limits().runBegun(remedy.budget());
                new Resumption(turn).goOn();
            }
            case SKIP -> turn.emit(new RunEvent.RunCompleted(new Value.Inline(output)));
            case FAIL -> endRun(Remedy.FAIL, error);
        }
    }

    /** Whether all that is left is for a person to decide about the failure of the run. */
    boolean isEscalated() {
        RunState.RunRemedy remedy = state().remedy();
        return remedy != null && remedy.remedy() == Remedy.ESCALATE && !isUndoing();
    }

    /** Whether it is decided already how the run ends. */
    private boolean isEnding() {
        RunState.RunRemedy remedy = state().remedy();
        return remedy != null
                && switch (remedy.remedy()) {
                    case FALLBACK, ESCALATE -> false;
                    case COMPENSATE, CONTINUE, FAIL, CANCEL -> true;
                };
    }

    /** @param otherwise how it ends if there is nothing to undo */
    private void endUndone(RunError error, Remedy otherwise) {
        turn.cancelAndKeep("", "what has been done is undone");
        if (toUndo("").isEmpty() && !isUndoing()) {
            end(otherwise, error);
            return;
        }
        turn.emit(new RunEvent.RemedyStarted("", error, Remedy.COMPENSATE));
        beginUndo("");
    }

    private void endRun(Remedy how, RunError error) {
        turn.cancelInside("", how == Remedy.CANCEL ? NO_REASON : "the run failed");
        if (isUndoing()) {
            turn.emit(new RunEvent.RemedyStarted("", error, how));
        } else {
            end(how, error);
        }
    }

    private void end(Remedy how, RunError error) {
        switch (how) {
            case CONTINUE -> turn.emit(new RunEvent.RunCompleted(new Value.Inline(Payload.NULL)));
            case CANCEL -> turn.emit(new RunEvent.RunCancelled(reason(error)));
            case FAIL, FALLBACK, ESCALATE, COMPENSATE -> turn.emit(new RunEvent.RunFailed(error));
        }
    }

    private static @Nullable String reason(RunError error) {
        return error.message().equals(NO_REASON) ? null : error.message();
    }

    /** Nothing is being done any more, and the run has not ended: what waited for that comes now. */
    void idle() {
        RunState.RunRemedy remedy = state().remedy();
        if (remedy == null) {
            // It has heard of its last step before, but could not end yet.
            turn.lastAtTheRoot()
                    .filter(StepState::ended)
                    .ifPresent(last -> plan().root().childEnded(turn, "", last));
            return;
        }
        switch (remedy.remedy()) {
            case FAIL, CONTINUE, CANCEL -> end(remedy.remedy(), remedy.error());
            case COMPENSATE -> endCompensated(remedy.error());
            case FALLBACK -> endFallenBack();
            case ESCALATE -> askPerson(remedy.error());
        }
    }

    private void askPerson(RunError error) {
        if (state().runIncident() == null) {
            turn.emit(new RunEvent.IncidentRaised(state().nextId(), "", error));
        }
    }

    private void endCompensated(RunError error) {
        StepState undo = turn.instance(Undo.pathFor(""));
        if (undo.status() == StepStatus.COMPLETED) {
            turn.emit(new RunEvent.RunCompensated(error));
        } else if (undo.ended()) {
            turn.emit(new RunEvent.RunFailed(new RunError(
                    error.kind(),
                    error.message() + "; and not all could be undone: "
                            + failureOf(undo).message(),
                    error.details())));
        }
    }

    private void endFallenBack() {
        StepState body = state().timeline().stream()
                .filter(step -> step.parent().isEmpty() && plan().isFallback(step.step()))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        if (body.status() == StepStatus.COMPLETED) {
            turn.emit(new RunEvent.RunCompleted(new Value.OutputOf(body.path())));
        } else {
            failRun(failureOf(body));
        }
    }
}
