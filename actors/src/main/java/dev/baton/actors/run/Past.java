package dev.baton.actors.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was after one of its events. A decision is recorded as several events, and not after each of them can the
 * run be taken up: only after what has come from outside, and after the beginning or end of a step.
 *
 * @param state after that event
 * @param target number of the event that was asked for
 * @param last number of the last event that is known
 * @param until what happened after this time does not count; null if only the number does
 */
public record Past(
        RunState state, long target, long last, @Nullable Instant until) {

    public Past(RunState state, long target, long last) {
        this(state, target, last, null);
    }

    /** For {@link #before}: whatever has happened so far. */
    public static final long EVERYTHING = Long.MAX_VALUE;

    /** Before the first event. @param target number of an event, from 1 */
    public static Past before(long target) {
        return new Past(RunState.EMPTY, target, 0);
    }

    /**
     * As the run was at a time in which its parent still waited for it: what its parent did to it then came later, whatever
     * the clock of its node says.
     */
    public static Past until(Instant time) {
        return new Past(RunState.EMPTY, EVERYTHING, 0, time);
    }

    /** Number of the event after which the run is taken up: the target, or a little before. */
    public long event() {
        return state.lastEvent();
    }

    /** Whether later commits do not matter. */
    public boolean reached(Commit next) {
        boolean later = until != null && (next.at().isAfter(until) || Deliveries.isFromAbove(next));
        return next.firstEvent() > target || later;
    }

    /** The past with one more commit, or the part of it that counts. */
    public Past with(Commit commit) {
        if (commit.lastEvent() <= target) {
            return new Past(RunFold.apply(state, commit), target, commit.lastEvent(), until);
        }
        RunState current = state;
        RunState taken = state;
        if (!isOne(commit)) {
            for (RunEvent event : commit.events()) {
                if (current.lastEvent() == target) {
                    break;
                }
                current = RunFold.apply(current, event, commit);
                if (canBeTakenUpAfter(event)) {
                    taken = current;
                }
            }
        }
        return new Past(taken, target, commit.lastEvent(), until);
    }

    /** What closes or opens many steps makes sense only as a whole. */
    private static boolean isOne(Commit commit) {
        List<Class<? extends RunEvent>> whole = List.of(
                RunEvent.RunCancelled.class,
                RunEvent.RunTerminated.class,
                RunEvent.RunRetried.class,
                RunEvent.RunRerun.class,
                RunEvent.RunForked.class);
        return commit.events().stream().anyMatch(event -> whole.contains(event.getClass()));
    }

    private static boolean canBeTakenUpAfter(RunEvent event) {
        return switch (event) {
            case RunEvent.RunStarted ignored -> true;
            case RunEvent.StepStarted ignored -> true;
            case RunEvent.StepHeld ignored -> true;
            case RunEvent.AttemptStarted ignored -> true;
            case RunEvent.WaitStarted ignored -> true;
            case RunEvent.ApprovalRequested ignored -> true;
            case RunEvent.ChildStarted ignored -> true;
            case RunEvent.SignalReceived ignored -> true;
            case RunEvent.StepCompleted ignored -> true;
            case RunEvent.StepFailed ignored -> true;
            case RunEvent.StepCancelled ignored -> false;
            case RunEvent.RunCompleted ignored -> true;
            case RunEvent.RunFailed ignored -> true;
            case RunEvent.AttemptAccepted ignored -> false;
            case RunEvent.AttemptProgressed ignored -> false;
            case RunEvent.AttemptContinued ignored -> false;
            case RunEvent.WorkerRestarted ignored -> false;
            case RunEvent.AttemptFailed ignored -> false;
            case RunEvent.SignalConsumed ignored -> false;
            case RunEvent.ApprovalVoted ignored -> false;
            case RunEvent.ApprovalEscalated ignored -> false;
            case RunEvent.ApprovalDecided ignored -> false;
            case RunEvent.ChildEnded ignored -> false;
            // What a step writes comes before its completion, and makes sense only with it.
            case RunEvent.MemoryRead ignored -> false;
            case RunEvent.MemoryWritten ignored -> false;
            case RunEvent.StepDecided ignored -> false;
            case RunEvent.IncidentRaised ignored -> false;
            case RunEvent.IncidentResolved ignored -> false;
            case RunEvent.RunPaused ignored -> false;
            case RunEvent.RunResumed ignored -> false;
            case RunEvent.RunCancelled ignored -> false;
            case RunEvent.RunTerminated ignored -> false;
            case RunEvent.RunRetried ignored -> false;
            case RunEvent.StepReopened ignored -> false;
            case RunEvent.RunRerun ignored -> false;
            case RunEvent.RunMigrated ignored -> false;
            case RunEvent.RunForked ignored -> false;
            case RunEvent.RunRepaired ignored -> false;
            case RunEvent.StepTaken ignored -> false;
            case RunEvent.StepsUndone ignored -> false;
            case RunEvent.RemedyStarted ignored -> false;
            case RunEvent.LimitsSet ignored -> false;
            case RunEvent.RunCompensated ignored -> false;
        };
    }
}
