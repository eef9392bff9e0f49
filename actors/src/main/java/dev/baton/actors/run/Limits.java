package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds steps, patterns and the run to their time and their budget: of all around a step, the tightest counts. Part of a {@link Turn}. */
final class Limits {

    private final Turn turn;

    Limits(Turn turn) {
        this.turn = turn;
    }

    private RunState state() {
        return turn.state();
    }

    /** @param given to the run by whoever starts it; null for nothing */
    void runBegun(@Nullable Budget given) {
        Budget budget = Budget.tightest(turn.plan().root().settings().budget(), given);
        if (budget != null) {
            turn.emit(new RunEvent.LimitsSet("", null, budget));
        }
    }

    /** A run that had stopped goes on, with its budget anew. */
    void runBegunAgain() {
        RunState.Limit before = state().limits().get("");
        boolean untouched = before != null && before.used().isNone() && before.calls() == 0;
        if (!untouched) {
            runBegun(before == null ? null : before.budget());
        }
    }

    /** A step that begins, or begins again, gets the limits that it says. */
    void begun(RunEvent event) {
        String path = begins(event);
        if (path == null || state().limits().containsKey(path)) {
            return;
        }
        Step.StepSettings settings =
                turn.plan().step(turn.instance(path).step()).settings();
        if (settings.timeout() != null || settings.budget() != null) {
            Instant deadline = settings.timeout() == null ? null : turn.now().plus(settings.timeout());
            turn.emit(new RunEvent.LimitsSet(path, deadline, settings.budget()));
        }
    }

    private static @Nullable String begins(RunEvent event) {
        if (event instanceof RunEvent.StepStarted e) {
            return e.path();
        }
        if (event instanceof RunEvent.AttemptStarted e) {
            return e.path();
        }
        if (event instanceof RunEvent.StepHeld e) {
            return e.path();
        }
        if (event instanceof RunEvent.ChildStarted e) {
            return e.path();
        }
        if (event instanceof RunEvent.StepTaken e) {
            return e.instance().ended() ? null : e.instance().path();
        }
        return event instanceof RunEvent.StepReopened e ? e.path() : null;
    }

    // Time

    /** When the time is over of what is around, or of the run; null for never. */
    @Nullable
    Instant deadline(Step.Place place) {
        Instant first = state().deadline();
        for (Around around : around(place)) {
            Instant deadline = around.limit().deadline();
            if (deadline != null && (first == null || deadline.isBefore(first))) {
                first = deadline;
            }
        }
        return first;
    }

    /** Those whose time is over fail, the outermost first. */
    void due() {
        state().limits().entrySet().stream()
                .filter(limit -> isDue(limit.getValue()))
                .map(limit -> turn.instance(limit.getKey()))
                .sorted(Comparator.comparingLong(StepState::order))
                .forEach(step -> turn.afterwards(() -> isDue(state().limits().get(step.path())), () -> timedOut(step)));
    }

    private boolean isDue(RunState.@Nullable Limit limit) {
        return limit != null && limit.deadline() != null && !limit.deadline().isAfter(turn.now());
    }

    private void timedOut(StepState step) {
        Instant deadline =
                Objects.requireNonNull(state().limits().get(step.path())).deadline();
        turn.fail(
                step.path(),
                RunError.of(ErrorKind.TIMEOUT, "step " + step.path() + " did not end by its deadline, " + deadline));
    }

    // Budget

    /**
     * Whether nothing may be asked here any more. Then whatever has used up its budget fails after the current planner
     * has returned; what undoes is free.
     */
    boolean isSpent(Step.Place place) {
        for (Around around : around(place)) {
            Budget budget = around.limit().budget();
            if (budget != null
                    && budget.isSpent(around.limit().used(), around.limit().calls())) {
                fail(around);
                return true;
            }
        }
        return false;
    }

    /** After an agent has used something and the step is not done: it goes on unless that was too much. */
    void usedFor(StepState step) {
        usedIn(step.ended() ? step.parent() : step.path());
    }

    /** After something has been used: whatever has used more than it may fails, the outermost first. */
    void used(StepState step) {
        usedIn(step.parent());
    }

    private void usedIn(String innermost) {
        for (Around around : downTo(innermost)) {
            Budget budget = around.limit().budget();
            if (budget != null && budget.isExceeded(around.limit().used())) {
                fail(around);
            }
        }
    }

    private void fail(Around around) {
        RunState.Limit limit = around.limit();
        Budget budget = Objects.requireNonNull(limit.budget());
        String what = around.path().isEmpty() ? "the run" : "step " + around.path();
        RunError error = RunError.of(
                ErrorKind.BUDGET, what + " has used up its budget: " + budget.describe(limit.used(), limit.calls()));
        turn.afterwards(() -> state().limits().containsKey(around.path()), () -> end(around.path(), error));
    }

    /** An agent that has others do something is stopped with what they do. */
    private void end(String path, RunError error) {
        StepState step = path.isEmpty() ? null : turn.instance(path);
        if (step != null && step.activity() instanceof Activity.Attempting open) {
            turn.cancelInside(path, "the budget is used up");
            turn.emit(new RunEvent.AttemptFailed(path, open.attempt(), error, null, null, Usage.NONE));
            turn.fail(path, open.attempt(), error);
        } else {
            turn.fail(path, error);
        }
    }

    /** What is left for a run that begins here; null for as much as it wants. */
    @Nullable
    Budget rest(Step step, Step.Place place) {
        // A step that has not begun, or begins anew, is not held to its own yet.
        Budget rest = state().limits().containsKey(place.path())
                ? null
                : step.settings().budget();
        for (Around around : around(place)) {
            RunState.Limit limit = around.limit();
            Budget budget = limit.budget();
            rest = budget == null ? rest : Budget.tightest(rest, budget.rest(limit.used(), limit.calls()));
        }
        return rest;
    }

    /** @param path of the step that it holds; empty for the run */
    private record Around(String path, RunState.Limit limit) {}

    /** The limits of the run, of what is around, and of the step itself if it goes on already. */
    private List<Around> around(Step.Place place) {
        StepState self = state().step(place.path());
        return downTo(self != null && !self.ended() ? place.path() : place.parent());
    }

    /** From the run inwards to this instance; nothing for what undoes. */
    private List<Around> downTo(String innermost) {
        List<Around> chain = new ArrayList<>();
        if (state().limits().isEmpty()) {
            return chain;
        }
        for (String path = innermost; !path.isEmpty(); ) {
            StepState step = turn.instance(path);
            if (turn.plan().isUndo(step.step())) {
                return List.of();
            }
            addIfLimited(chain, path);
            path = step.parent();
        }
        addIfLimited(chain, "");
        return chain.reversed();
    }

    private void addIfLimited(List<Around> chain, String path) {
        RunState.Limit limit = state().limits().get(path);
        if (limit != null) {
            chain.add(new Around(path, limit));
        }
    }
}
