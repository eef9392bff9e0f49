package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a run can go on with another version of its workflow. Steps that have begun must be there, be of the same kind
 * and stand in the same place; what has not begun may be anything. What a step says of itself (agent, input, retries)
 * may differ: it counts from the next time it is asked for.
 */
public final class Migration {

    /** More reasons help nobody. */
    public static final int REASONS_MAX = 50;

    private final RunState state;
    private final WorkflowPlan from;
    private final WorkflowPlan to;
    private final Set<String> reasons = new LinkedHashSet<>();

    private Migration(RunState state, WorkflowPlan from, WorkflowPlan to) {
        this.state = state;
        this.from = from;
        this.to = to;
    }

    /** Everything that stands against it, first steps first; empty if nothing does. */
    public static List<String> reasons(RunState state, WorkflowPlan from, WorkflowPlan to) {
        Migration migration = new Migration(state, from, to);
        migration.checkRoot();
        migration.state.timeline().forEach(migration::check);
        migration.checkMemory();
        return migration.reasons.stream().limit(REASONS_MAX).toList();
    }

    /** @param target the version that the run is to go on with */
    static Outcome decide(Turn turn, RunCommand.Migrate command, WorkflowPlan target) {
        RunState state = turn.state();
        if (state.started().digest().equals(command.digest())) {
            return RunDecider.nothing(state);
        }
        if (state.end() != null && state.end().status() == RunStatus.COMPLETED) {
            return RunDecider.endedAlready(RunStatus.COMPLETED);
        }
        List<String> reasons = reasons(state, turn.plan(), target);
        if (!reasons.isEmpty()) {
            return Outcome.refuse(
                    Rejection.Code.MIGRATION_REFUSED,
                    "The run cannot go on with version " + command.version() + ": " + String.join("; ", reasons) + ".");
        }
        turn.emit(new RunEvent.RunMigrated(
                state.started().version(), command.version(), command.digest(), command.reason()));
        Turn next = turn.with(target);
        RunError unremembered = Memory.begin(next);
        if (unremembered != null) {
            throw new IllegalStateException("what was tried out before failed: " + unremembered.message());
        }
        next.events().forEach(turn::emit);
        return new Outcome.Accepted(turn.events(), turn.state());
    }

    private void checkRoot() {
        checkOrder(from.root(), to.root(), "the workflow", "");
    }

    /** The initial values of what is new in the shared memory, as they would be written. */
    private void checkMemory() {
        RunInfo info = state.started();
        Instant at = Objects.requireNonNullElse(state.updatedAt(), info.startedAt());
        Commit header = new Commit(
                info.tenant(),
                info.environment(),
                Principal.SYSTEM,
                at,
                "migrate",
                state.lastEvent() + 1,
                List.of(),
                null);
        RunError unremembered = Memory.begin(new Turn(to, KnownWorkflows.NONE, state, header));
        if (unremembered != null) {
            reasons.add("the shared memory that is new in it has no initial value: " + unremembered.message());
        }
    }

    private void check(StepState instance) {
        Optional<Step> there = to.find(instance.step());
        Step here = from.step(instance.step());
        if (there.isEmpty()) {
            reasons.add("step " + instance.step() + ", which has begun, is not in it");
        } else if (!there.get().getClass().equals(here.getClass())) {
            reasons.add("step " + instance.step() + " is of another kind (" + kind(there.get()) + " instead of "
                    + kind(here) + ")");
        } else if (!from.containerOf(instance.step()).equals(to.containerOf(instance.step()))) {
            reasons.add("step " + instance.step() + " is in another place (in "
                    + place(to.containerOf(instance.step())) + " instead of "
                    + place(from.containerOf(instance.step())) + ")");
        } else {
            checkInside(instance, here, there.get());
        }
    }

    private void checkInside(StepState instance, Step here, Step there) {
        String what = "step " + instance.step();
        if (here.takesMoreAtTheEnd()) {
            checkOrder(here, there, what, instance.path());
        } else if (!instance.ended() && !here.shape().equals(there.shape())) {
            reasons.add(what + ", which goes on, has other steps inside");
        }
    }

    /** Up to the last step that has begun, a list must be the same. */
    private void checkOrder(Step here, Step there, String what, String path) {
        List<String> before = ids(here);
        int last = state.steps().values().stream()
                .filter(step -> step.parent().equals(path))
                .max(Comparator.comparingLong(StepState::order))
                .map(step -> before.indexOf(step.step()))
                .orElse(-1);
        List<String> begun = before.subList(0, last + 1);
        List<String> after = ids(there);
        if (after.size() < begun.size() || !after.subList(0, begun.size()).equals(begun)) {
            reasons.add(what + " has other steps before " + begun.getLast() + " than those that were done");
        }
    }

    private static List<String> ids(Step step) {
        List<String> ids = new ArrayList<>();
        step.children().forEach(child -> ids.add(child.id()));
        return ids;
    }

    private static String place(String container) {
        return container.isEmpty() ? "the workflow itself" : container;
    }

    private static String kind(Step step) {
        String type = step.getClass().getSimpleName();
        return type.endsWith("Step")
                ? type.substring(0, type.length() - "Step".length()).toLowerCase(Locale.ROOT)
                : type;
    }
}
