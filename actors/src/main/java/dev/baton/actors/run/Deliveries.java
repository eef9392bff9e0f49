package dev.baton.actors.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What parents and children have to tell each other because of a commit, and what a commit has settled. Pure. */
public final class Deliveries {

    /** The cause of a child's first commit. */
    public static final String STARTED_BY_PARENT = "parent";

    /** The cause of a commit by which a child is cancelled from above: its parent need not be told. */
    public static final String CANCELLED_BY_PARENT = "parent-closed";

    /** The cause of a commit by which a child is terminated with its parent. */
    public static final String TERMINATED_BY_PARENT = "parent-terminated";

    /** The cause of a commit by which a run ends because another takes its place. */
    public static final String RESET = "reset";

    private Deliveries() {}

    /** The cause of the commit that follows from a delivery. */
    public static String cause(Delivery.Kind kind) {
        return switch (kind) {
            case START -> STARTED_BY_PARENT;
            case CANCEL -> CANCELLED_BY_PARENT;
            case TERMINATE -> TERMINATED_BY_PARENT;
            case END -> "child";
        };
    }

    /** The cause of the commit that follows from a delivery of this run. */
    public static String cause(RunState state, Delivery delivery) {
        return isReset(state, delivery) ? RESET : cause(delivery.kind());
    }

    /** Whether it ends a run of whose tree this one takes the place: no commit over there strikes it out. */
    public static boolean isReset(RunState state, Delivery delivery) {
        return delivery.kind() == Delivery.Kind.TERMINATE && replaces(state).contains(delivery.to());
    }

    private static List<String> replaces(RunState state) {
        Origin origin = state.started().origin();
        return origin == null || origin.reset() == null
                ? List.of()
                : origin.reset().replaces();
    }

    /** Whether a run that nobody has started may have something to tell. */
    public static boolean hasReplaced(RunState state) {
        return !replaces(state).isEmpty();
    }

    /** What must be told from this commit on. */
    public static List<Delivery> begun(RunState before, RunState after, Commit commit) {
        if (isAlone(after)) {
            return List.of();
        }
        List<Delivery> begun = new ArrayList<>(0);
        String self = after.started().runId();
        for (RunEvent event : commit.events()) {
            if (event instanceof RunEvent.ChildStarted e && awaits(after.step(e.path()), e.child())) {
                begun.add(new Delivery(self, e.child().run(), Delivery.Kind.START));
            } else if (event instanceof RunEvent.StepCancelled e) {
                ChildRun child = cancelledWith(before.step(e.path()), after);
                if (child != null) {
                    begun.add(new Delivery(self, child.run(), stop(after)));
                }
            } else if (event instanceof RunEvent.RunForked e && e.origin().reset() != null) {
                e.origin()
                        .reset()
                        .replaces()
                        .forEach(run -> begun.add(new Delivery(self, run, Delivery.Kind.TERMINATE)));
            }
        }
        Lineage lineage = after.started().lineage();
        boolean ended = after.ended() && !before.ended();
        if (ended && lineage != null && !isFromAbove(commit)) {
            begun.add(new Delivery(self, lineage.parent(), Delivery.Kind.END));
        }
        return begun;
    }

    static boolean isFromAbove(Commit commit) {
        return commit.cause().equals(CANCELLED_BY_PARENT) || commit.cause().equals(TERMINATED_BY_PARENT);
    }

    /** How a run that is over, or some step of it, ends the children that it does not need any more. */
    public static Delivery.Kind stop(RunState state) {
        return state.end() != null && state.end().terminated() ? Delivery.Kind.TERMINATE : Delivery.Kind.CANCEL;
    }

    /** Whether a child goes with the step that has started it; those of a terminated run all do. */
    public static boolean goesWith(ChildRun child, RunState parent) {
        return child.close() == ChildRun.ParentClose.CANCEL || stop(parent) == Delivery.Kind.TERMINATE;
    }

    /** Most runs have no relatives, and pay nothing for those that have. */
    private static boolean isAlone(RunState state) {
        return state.children() == 0 && state.started().lineage() == null && !hasReplaced(state);
    }

    private static boolean awaits(@Nullable StepState step, ChildRun child) {
        return step != null
                && step.activity() instanceof Activity.AwaitingChild awaiting
                && awaiting.child().run().equals(child.run());
    }

    /** The child that goes when this step, which goes on so far, is cancelled; null if none does. */
    private static @Nullable ChildRun cancelledWith(@Nullable StepState step, RunState after) {
        return step != null
                        && step.activity() instanceof Activity.AwaitingChild awaiting
                        && goesWith(awaiting.child(), after)
                ? awaiting.child()
                : null;
    }

    /** What another run need not tell this one any more once this commit is written. */
    public static List<Delivery> settled(RunState before, RunState after, Commit commit) {
        if (isAlone(after)) {
            return List.of();
        }
        List<Delivery> settled = new ArrayList<>(0);
        RunInfo self = after.started();
        Lineage lineage = self.lineage();
        if (lineage != null && !before.exists()) {
            settled.add(new Delivery(lineage.parent(), self.runId(), Delivery.Kind.START));
        }
        if (lineage != null && commit.cause().equals(CANCELLED_BY_PARENT)) {
            settled.add(new Delivery(lineage.parent(), self.runId(), Delivery.Kind.CANCEL));
        }
        if (lineage != null && commit.cause().equals(TERMINATED_BY_PARENT)) {
            settled.add(new Delivery(lineage.parent(), self.runId(), Delivery.Kind.TERMINATE));
        }
        for (RunEvent event : commit.events()) {
            if (event instanceof RunEvent.ChildEnded e) {
                settled.add(new Delivery(e.run(), self.runId(), Delivery.Kind.END));
            }
        }
        return settled;
    }

    /** The command that tells it; null if by now there is nothing to be told. */
    public static @Nullable RunCommand command(RunState state, Delivery delivery) {
        return switch (delivery.kind()) {
            case START -> start(state, delivery.to());
            case CANCEL -> new RunCommand.Cancel("its parent, run " + delivery.from() + ", does not need it any more");
            case TERMINATE ->
                new RunCommand.Terminate(
                        isReset(state, delivery)
                                ? "it was reset, and goes on as run " + delivery.from()
                                : "its parent, run " + delivery.from() + ", was terminated");
            case END -> end(state);
        };
    }

    private static @Nullable RunCommand start(RunState state, String child) {
        for (String path : state.busy()) {
            StepState step = state.step(path);
            if (step != null
                    && step.activity() instanceof Activity.AwaitingChild awaiting
                    && awaiting.child().run().equals(child)) {
                RunCommand.Start start = start(state, step, awaiting.child());
                return awaiting.child().continues() == null
                        ? start
                        : RunCommand.Fork.of(start, awaiting.child().continues());
            }
        }
        return null;
    }

    /** How a child begins that goes on where another run was; null if it does not. */
    public static RunCommand.@Nullable Fork goesOn(RunState state, String child) {
        return start(state, child) instanceof RunCommand.Fork fork ? fork : null;
    }

    private static RunCommand.Start start(RunState state, StepState step, ChildRun child) {
        RunInfo parent = state.started();
        Lineage above = parent.lineage();
        RegionRule rule = RegionRule.of(parent.labels());
        return new RunCommand.Start(
                child.run(),
                child.workflow(),
                child.version(),
                child.digest(),
                state.input(step),
                rule == null ? Map.of() : Map.of(RegionRule.LABEL, rule.text()),
                parent.priority(),
                child.deadline(),
                "child of " + parent.runId(),
                new Lineage(
                        parent.runId(), step.path(), above == null ? parent.runId() : above.root(), parent.depth() + 1),
                child.budget());
    }

    private static RunCommand.@Nullable RecordChildEnd end(RunState state) {
        Lineage lineage = state.started().lineage();
        return lineage == null || state.end() == null
                ? null
                : new RunCommand.RecordChildEnd(lineage.step(), state.started().runId(), state.end(), state.usage());
    }
}
