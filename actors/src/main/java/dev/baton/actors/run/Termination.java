package dev.baton.actors.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Ends a run without asking its workflow: it works for a run whose definition cannot be had, too. */
public final class Termination {

    private Termination() {}

    /** @param header who asks, where and when; its events are not looked at */
    public static Outcome of(RunState state, RunCommand.Terminate command, Commit header) {
        if (BulkMark.reached(state, header)) {
            return RunDecider.nothing(state);
        }
        if (state.ended()) {
            return ofEnded(state);
        }
        List<RunEvent> events = new ArrayList<>();
        // Innermost first: whatever contains something ends after it.
        state.steps().values().stream()
                .filter(step -> !step.ended())
                .sorted(Comparator.comparingLong(StepState::order).reversed())
                .forEach(step -> events.add(new RunEvent.StepCancelled(step.path(), "the run was terminated")));
        events.add(new RunEvent.RunTerminated(command.reason()));
        RunState next = state;
        for (RunEvent event : events) {
            next = RunFold.apply(next, event, header);
        }
        return new Outcome.Accepted(events, next);
    }

    static Outcome ofEnded(RunState state) {
        End end = Objects.requireNonNull(state.end());
        return end.terminated() ? RunDecider.nothing(state) : RunDecider.endedAlready(end.status());
    }
}
