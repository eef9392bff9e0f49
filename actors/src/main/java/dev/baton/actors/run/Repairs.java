package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of a run that somebody found to have nothing left that wakes it, or not all that should. Pure. */
final class Repairs {

    private Repairs() {}

    /** Null if something follows, or if all was well and nothing is due. */
    static @Nullable Outcome repair(Turn turn, RunCommand.Repair repair) {
        RunState state = turn.state();
        List<String> lost =
                repair.children().stream().filter(child -> awaits(state, child)).toList();
        List<String> stuck = Wakers.stuckSteps(state);
        List<String> findings = new ArrayList<>(shown(state, repair));
        lost.forEach(child -> findings.add("it had not heard what became of child run " + child));
        findings.addAll(Wakers.stuck(state));
        if (!findings.isEmpty()) {
            turn.emit(new RunEvent.RunRepaired(findings, lost));
        }
        if (!stuck.isEmpty() && state.runIncident() == null) {
            turn.emit(new RunEvent.IncidentRaised(
                    state.nextId(),
                    "",
                    RunError.of(ErrorKind.BUG, "the run could not go on by itself: " + String.join("; ", stuck))));
        }
        return state.ended() ? null : RunDecider.tick(turn);
    }

    /** What the index showed wrongly; it is written anew with the next commit. */
    private static List<String> shown(RunState state, RunCommand.Repair repair) {
        List<String> wrong = new ArrayList<>(1);
        if (!repair.status().equals(state.status().code())) {
            wrong.add("the index showed it as " + repair.status() + ", and it is "
                    + state.status().code());
        }
        @Nullable Instant wakeAt = state.wakeAt();
        if (!Objects.equals(millis(repair.wakeAt()), millis(wakeAt))) {
            wrong.add(
                    wakeAt == null
                            ? "the index had a time at which to wake it, but there is none"
                            : "the index did not have it woken at " + wakeAt);
        }
        return wrong;
    }

    /** The index keeps less of a time than events do. */
    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : Long.valueOf(time.toEpochMilli());
    }

    private static boolean awaits(RunState state, String child) {
        return state.busySteps().stream()
                .anyMatch(step -> step.activity() instanceof Activity.AwaitingChild awaiting
                        && awaiting.child().run().equals(child));
    }
}
