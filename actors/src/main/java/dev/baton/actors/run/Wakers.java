package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who or what can move a run on, worked out from its state alone. A run that goes on, or a step of it, that nothing can
 * move on is stuck; there must be none. Pure.
 */
public final class Wakers {

    /** Who or what. */
    public enum Waker {
        AGENT,
        PERSON,
        SIGNAL,
        /** Another run. */
        RUN,
        /** The steps inside, each of which must have a waker of its own. */
        STEPS,
        TIME
    }

    private Wakers() {}

    /** Who or what can move this instance on, which has not ended; empty if nothing can. */
    public static Set<Waker> of(RunState state, StepState step) {
        Activity activity = step.activity();
        Set<Waker> wakers = EnumSet.noneOf(Waker.class);
        if (activity != null) {
            wakers.addAll(besidesTime(state, step, activity));
        }
        if (until(state, step) != null) {
            wakers.add(Waker.TIME);
        } else if (state.held() && activity != null && activity.dueAt() != null) {
            // Its time is looked at again when somebody lets the run go on.
            wakers.add(Waker.PERSON);
        }
        return wakers;
    }

    private static Set<Waker> besidesTime(RunState state, StepState step, Activity activity) {
        return switch (activity) {
            case Activity.Containing ignored -> when(goesOnInside(state, step), Waker.STEPS);
            case Activity.Held ignored -> when(state.held(), Waker.PERSON);
            case Activity.Attempting open when open.held() -> when(state.held(), Waker.PERSON);
            case Activity.Attempting open
            when open.calling() -> when(step.children().open() > 0, Waker.STEPS);
            case Activity.Attempting open -> Set.of(isForPerson(open) ? Waker.PERSON : Waker.AGENT);
            case Activity.Backoff ignored -> Set.of();
            case Activity.AwaitingTime ignored -> Set.of();
            case Activity.AwaitingSignal ignored -> Set.of(Waker.SIGNAL);
            case Activity.AwaitingFirst several ->
                when(several.contenders().stream().anyMatch(one -> one.signal() != null), Waker.SIGNAL);
            case Activity.AwaitingApproval ignored -> Set.of(Waker.PERSON);
            case Activity.AwaitingChild ignored -> Set.of(Waker.RUN);
            case Activity.AwaitingPerson ignored -> Set.of(Waker.PERSON);
        };
    }

    private static Set<Waker> when(boolean so, Waker waker) {
        return so ? Set.of(waker) : Set.of();
    }

    /** What waits until something is undone, and undoing that waits for another, contain nothing for now. */
    private static boolean goesOnInside(RunState state, StepState step) {
        boolean undoes = step.remedy() == RunEvent.Remedy.COMPENSATE || Undo.isOne(step);
        return step.children().open() > 0
                || (undoes
                        && state.steps().values().stream()
                                .anyMatch(other -> !other.ended()
                                        && Undo.isOne(other)
                                        && !other.path().equals(step.path())));
    }

    private static boolean isForPerson(Activity.Attempting open) {
        return open.handle() != null && open.handle().json().has("human");
    }

    /**
     * When time ends what this instance is busy with: its own, that of what is around it, or the run's. Null if it does
     * not, as while the run is held, when only the run's own time counts.
     */
    public static @Nullable Instant until(RunState state, StepState step) {
        Instant first = state.deadline();
        if (state.held()) {
            return first;
        }
        for (StepState around = step; around != null; around = state.step(around.parent())) {
            RunState.Limit limit = state.limits().get(around.path());
            first = earlier(first, limit == null ? null : limit.deadline());
            first = earlier(
                    first, around.activity() == null ? null : around.activity().dueAt());
        }
        return first;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** What nothing can move on, in words; empty for a run that has ended or of which all can be moved on. */
    public static List<String> stuck(RunState state) {
        if (!state.exists() || state.ended()) {
            return List.of();
        }
        List<String> stuck = stuckSteps(state);
        if (state.busy().isEmpty() && state.runIncident() == null) {
            stuck.add("no step of the run goes on");
        }
        return stuck;
    }

    /** The same without what is wrong with the run as a whole. */
    static List<String> stuckSteps(RunState state) {
        List<String> stuck = new ArrayList<>();
        if (!state.ended()) {
            state.timeline().stream()
                    .filter(step -> !step.ended() && of(state, step).isEmpty())
                    .forEach(step -> stuck.add("nothing can move step " + step.path() + " on"));
        }
        return stuck;
    }
}
