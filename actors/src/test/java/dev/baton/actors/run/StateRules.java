package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.manager.Waits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of every state between two commits. */
final class StateRules {

    private StateRules() {}

    static void check(RunState state) {
        Map<String, List<StepState>> inside = new HashMap<>();
        state.steps()
                .values()
                .forEach(step -> inside.computeIfAbsent(step.parent(), key -> new ArrayList<>())
                        .add(step));
        state.steps().forEach((path, step) -> {
            assertThat(step.path()).isEqualTo(path);
            checkStep(state, step, inside.getOrDefault(path, List.of()));
        });
        checkBusy(state);
        assertThat(Wakers.stuck(state)).as("what nothing can move on").isEmpty();
        checkStatus(state);
        checkWaits(state);
        checkOutline(state);
        checkDue(state);
    }

    private static void checkStep(RunState state, StepState step, List<StepState> inside) {
        String path = step.path();
        assertThat(step.ended()).as("%s has ended or does something", path).isEqualTo(step.activity() == null);
        assertThat(step.ended()).as("%s has an end time", path).isEqualTo(step.endedAt() != null);
        assertThat(step.status() == StepStatus.COMPLETED)
                .as("%s has an output", path)
                .isEqualTo(step.output() != null);
        if (step.status() == StepStatus.FAILED) {
            assertThat(step.error()).as("error of %s", path).isNotNull();
        }
        assertThat(step.attempts() == 0).as("%s counts its attempts", path).isEqualTo(step.lastAttempt() == null);
        checkChildren(step, inside);
        StepState parent = state.step(step.parent());
        assertThat(parent == null)
                .as("%s has a parent", path)
                .isEqualTo(step.parent().isEmpty());
        if (parent != null) {
            assertThat(step.order()).as("%s came after its container", path).isGreaterThan(parent.order());
            if (!step.ended()) {
                assertThat(parent.activity() instanceof Activity.Containing
                                || (parent.activity() instanceof Activity.Attempting open && open.calling()))
                        .as("container of %s", path)
                        .isTrue();
            }
        }
    }

    private static void checkChildren(StepState step, List<StepState> inside) {
        StepState.Children counted = new StepState.Children(
                inside.size(),
                count(inside, StepStatus.COMPLETED),
                count(inside, StepStatus.FAILED),
                count(inside, StepStatus.CANCELLED));
        assertThat(step.children()).as("children of %s", step.path()).isEqualTo(counted);
        if (step.activity() instanceof Activity.Attempting attempting && attempting.calling()) {
            assertThat(counted.open()).as("open calls of %s", step.path()).isPositive();
        }
        // What waits until something is undone, and undoing that waits for another, contain nothing for now.
        boolean waits =
                step.remedy() == RunEvent.Remedy.COMPENSATE || step.path().endsWith("@undo");
        if (step.activity() instanceof Activity.Containing && !waits) {
            assertThat(counted.open()).as("open children of %s", step.path()).isPositive();
        }
    }

    private static int count(List<StepState> steps, StepStatus status) {
        return (int) steps.stream().filter(step -> step.status() == status).count();
    }

    private static void checkBusy(RunState state) {
        Set<String> active = new HashSet<>();
        state.steps().forEach((path, step) -> {
            if (step.activity() != null && !(step.activity() instanceof Activity.Containing)) {
                active.add(path);
            }
        });
        assertThat(new HashSet<>(state.busy())).isEqualTo(active);
        boolean escalated = state.remedy() != null
                && state.remedy().remedy() == RunEvent.Remedy.ESCALATE
                && active.isEmpty()
                && !state.ended();
        assertThat(active.isEmpty())
                .as("the run has ended or somebody can move it on")
                .isEqualTo(state.ended() || escalated);
        if (escalated) {
            assertThat(state.runIncident()).as("who moves the run on").isNotNull();
        }
        for (StepState step : state.busySteps()) {
            if (step.activity() instanceof Activity.Attempting open) {
                assertThat(state.attempting(open.attempt())).isEqualTo(step);
            }
            boolean held = step.activity() instanceof Activity.Held
                    || (step.activity() instanceof Activity.Attempting open && open.held());
            assertThat(held && !state.held())
                    .as("%s is held without a reason", step.path())
                    .isFalse();
        }
    }

    /** What lists show as the end of a wait, and what wakes the run in time, are the same. */
    private static void checkWaits(RunState state) {
        if (state.status() == RunStatus.WAITING || state.status() == RunStatus.PAUSED) {
            assertThat(Waits.describe(state).findValue(Waits.UNTIL) != null)
                    .as("a wait says until when")
                    .isEqualTo(state.wakeAt() != null);
        }
    }

    /** Who sees the outline sees the same of what lists show, and of what can move the run on. */
    private static void checkOutline(RunState state) {
        RunState outline = state.outline();
        assertThat(outline.status()).isEqualTo(state.status());
        assertThat(outline.wakeAt()).isEqualTo(state.wakeAt());
        assertThat(outline.lastEvent()).isEqualTo(state.lastEvent());
        assertThat(outline.hasLiveAttempts()).isEqualTo(state.hasLiveAttempts());
        if (state.status() == RunStatus.WAITING || state.status() == RunStatus.PAUSED) {
            assertThat(Waits.describe(outline)).as("waits of the outline").isEqualTo(Waits.describe(state));
        }
        if (state.ended()) {
            assertThat(outline.steps()).isEmpty();
        }
    }

    private static void checkStatus(RunState state) {
        End end = state.end();
        if (end != null) {
            assertThat(state.status()).isEqualTo(end.status());
            assertThat(end.status().ended()).isTrue();
            assertThat(end.status() == RunStatus.COMPLETED).isEqualTo(end.output() != null);
            assertThat(end.status() == RunStatus.FAILED || end.status() == RunStatus.COMPENSATED || end.terminated())
                    .isEqualTo(end.error() != null);
            assertThat(state.hasLiveAttempts()).isFalse();
        } else {
            assertThat(state.status().ended()).isFalse();
            assertThat(state.status() == RunStatus.PAUSED).isEqualTo(state.paused());
        }
    }

    private static void checkDue(RunState state) {
        @Nullable Instant first = state.ended() ? null : state.deadline();
        if (!state.held()) {
            for (StepState step : state.steps().values()) {
                Instant due = step.activity() == null ? null : step.activity().dueAt();
                if (due != null && (first == null || due.isBefore(first))) {
                    first = due;
                }
            }
        }
        if (!state.held() && !state.ended()) {
            for (RunState.Limit limit : state.limits().values()) {
                if (limit.deadline() != null
                        && (first == null || limit.deadline().isBefore(first))) {
                    first = limit.deadline();
                }
            }
        }
        state.limits().keySet().stream()
                .filter(path -> !path.isEmpty())
                .forEach(path -> assertThat(
                                Objects.requireNonNull(state.step(path)).ended())
                        .as("limits of %s, which is over", path)
                        .isFalse());
        assertThat(state.nextDue().orElse(null)).as("next due").isEqualTo(first);
    }

    /** No step waits for a signal that is there. */
    static void checkSignals(RunState state, WorkflowPlan plan) {
        for (StepState step : state.busySteps()) {
            if (step.activity() instanceof Activity.AwaitingSignal
                    || step.activity() instanceof Activity.AwaitingFirst) {
                for (Step.Awaited awaited : plan.step(step.step()).signals()) {
                    assertThat(state.signals())
                            .as("signals while %s waits", step.path())
                            .noneMatch(signal -> awaited.takes(signal.name(), signal.payload()));
                }
            }
        }
    }

    /** After a tick nothing may be due any more, or a timer would be missed. */
    static void checkNothingDue(RunState state, Instant now) {
        state.nextDue()
                .ifPresent(due -> assertThat(due)
                        .as("due after a tick at %s", Objects.requireNonNull(now))
                        .isAfter(now));
    }
}
