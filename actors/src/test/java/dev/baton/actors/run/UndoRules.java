package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds what is undone to what is promised: each completed step once, the last first, one after the other. */
final class UndoRules {

    private static final String UNDO = "@undo";
    /** What was taken over from another run came before all that ends here. */
    private static final long ELSEWHERE = 1L << 41;

    private final WorkflowPlan plan;
    private final Map<String, Long> completed = new HashMap<>();
    private final Map<String, Long> undone = new HashMap<>();
    private final Map<String, Deque<String>> left = new HashMap<>();
    /** By the path of what undoes: the undoing that it is part of. */
    private final Map<String, String> undoing = new HashMap<>();

    private long events;
    private int compensations;

    UndoRules(WorkflowPlan plan) {
        this.plan = plan;
    }

    /** How many steps have been undone. */
    int compensations() {
        return compensations;
    }

    /** @param after the state with the commit folded in */
    void see(Commit commit, RunState after) {
        for (RunEvent event : commit.events()) {
            events++;
            see(event);
            if (event instanceof RunEvent.RunCompensated) {
                allIsUndone(after);
            }
        }
    }

    private void see(RunEvent event) {
        switch (event) {
            case RunEvent.StepStarted e -> begun(e.path(), e.parent());
            case RunEvent.StepHeld e -> begun(e.path(), e.parent());
            case RunEvent.AttemptStarted e -> begun(e.path(), e.parent());
            case RunEvent.WaitStarted e -> begun(e.path(), e.parent());
            case RunEvent.ApprovalRequested e -> begun(e.path(), e.parent());
            case RunEvent.ChildStarted e -> begun(e.path(), e.parent());
            case RunEvent.StepDecided e when e.path().endsWith(UNDO) -> ordered(e);
            case RunEvent.StepCompleted e -> {
                completed.put(e.path(), events);
                ended(e.path());
                if (e.path().endsWith(UNDO)) {
                    assertThat(left.get(e.path()))
                            .as("left to be undone by %s", e.path())
                            .isEmpty();
                }
            }
            case RunEvent.StepFailed e -> ended(e.path());
            case RunEvent.StepTaken e ->
                completed.put(e.instance().path(), e.instance().endedBy() - ELSEWHERE);
            default -> {}
        }
    }

    private void ordered(RunEvent.StepDecided e) {
        Deque<String> order = new ArrayDeque<>();
        long before = Long.MAX_VALUE;
        for (var path : e.value().json()) {
            long when = Objects.requireNonNull(completed.get(path.asText()));
            assertThat(when).as("%s is undone in reverse", path).isLessThan(before);
            assertThat(undone.getOrDefault(path.asText(), Long.MIN_VALUE))
                    .as("%s is undone once", path)
                    .isLessThan(when);
            before = when;
            order.add(path.asText());
        }
        left.put(e.path(), order);
    }

    private void begun(String path, String parent) {
        if (!parent.endsWith(UNDO)) {
            return;
        }
        String next = Objects.requireNonNull(left.get(parent)).getFirst();
        assertThat(path).as("what undoes %s", next).startsWith(next);
        undoing.put(path, parent);
    }

    private void ended(String path) {
        String parent = undoing.remove(path);
        if (parent != null) {
            undone.put(Objects.requireNonNull(left.get(parent)).removeFirst(), events);
            compensations++;
        }
    }

    private void allIsUndone(RunState state) {
        state.steps().forEach((path, step) -> {
            if (canBeUndone(step) && !isInsideOneThatCan(state, step)) {
                assertThat(undone.getOrDefault(path, Long.MIN_VALUE))
                        .as("%s is undone", path)
                        .isGreaterThan(Objects.requireNonNull(completed.get(path)));
            }
        });
    }

    private boolean canBeUndone(@Nullable StepState step) {
        return step != null
                && step.status() == StepStatus.COMPLETED
                && step.error() == null
                && plan.step(step.step()).settings().compensate() != null;
    }

    private boolean isInsideOneThatCan(RunState state, StepState step) {
        StepState around = state.step(step.parent());
        return around != null && (canBeUndone(around) || isInsideOneThatCan(state, around));
    }
}
