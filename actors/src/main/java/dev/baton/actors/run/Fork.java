package dev.baton.actors.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Begins a run where another one was. What has ended there, and the patterns that were open, are taken over; what was
 * under way is not, and the patterns around it begin it anew, with what they see in the new run.
 */
final class Fork {

    private final Turn turn;
    private final RunCommand.Fork command;
    private final RunState past;

    private Fork(Turn turn, RunCommand.Fork command, RunState past) {
        this.turn = turn;
        this.command = command;
        this.past = past;
    }

    /** @return null if it has begun */
    static @Nullable Outcome begin(Turn turn, RunCommand.Fork command) {
        RunState past = Objects.requireNonNull(command.past(), "the other run has not been read")
                .state();
        for (String path : command.outputs().keySet()) {
            StepState step = past.step(path);
            if (step == null || step.status() != StepStatus.COMPLETED) {
                return Outcome.refuse(
                        step == null ? Rejection.Code.STEP_NOT_FOUND : Rejection.Code.STEP_NOT_COMPLETED,
                        "After event " + command.origin().event() + " of run "
                                + command.origin().run() + " no step had completed at " + path
                                + ": only outputs of completed steps can be edited.");
            }
        }
        if (turn.remedies().areUnderWay(past)) {
            return RunDecider.undone();
        }
        new Fork(turn, command, past).begin();
        return null;
    }

    private void begin() {
        RunInfo info = past.started();
        RunCommand.@Nullable WholeTree tree = command.tree();
        RunCommand.@Nullable Start child = tree == null ? null : tree.child();
        turn.emit(new RunEvent.RunStarted(
                command.runId(),
                info.workflow(),
                info.version(),
                info.digest(),
                Objects.requireNonNullElse(command.input(), info.input()),
                info.labels(),
                info.priority(),
                deadline(info, child),
                command.requestDigest(),
                child == null ? null : child.lineage()));
        turn.emit(new RunEvent.RunForked(
                origin(),
                command.outputs().keySet().stream().sorted().toList(),
                command.input() != null,
                command.reason()));
        turn.limits().runBegun(child == null ? null : child.budget());
        Memory.takeOver(turn, past);
        RunError unremembered = Memory.begin(turn);
        if (unremembered != null) {
            turn.emit(new RunEvent.RunFailed(unremembered));
            return;
        }
        takeOver();
        past.signals().forEach(signal -> turn.emit(new RunEvent.SignalReceived(signal.name(), signal.payload(), null)));
        boolean lost = past.end() != null && past.end().status() != RunStatus.COMPLETED;
        if (lost) {
            new Resumption(turn).goOn();
        } else {
            goOn();
        }
    }

    /** As much time as it had at first, but no more than its parent gives it. */
    private @Nullable Instant deadline(RunInfo info, RunCommand.@Nullable Start child) {
        Instant own = info.deadlineFrom(turn.now());
        Instant given = child == null ? null : child.deadline();
        if (own == null || given == null) {
            return own == null ? given : own;
        }
        return own.isBefore(given) ? own : given;
    }

    private Origin origin() {
        RunCommand.@Nullable WholeTree tree = command.tree();
        if (tree == null) {
            return command.origin();
        }
        Instant at = Objects.requireNonNullElse(tree.at(), Objects.requireNonNull(past.updatedAt()));
        Map<String, ChildRun> open = new HashMap<>();
        for (StepState step : past.busySteps()) {
            StepState around = past.step(step.parent());
            if (step.activity() instanceof Activity.AwaitingChild awaiting && (around == null || isKept(around))) {
                open.put(step.path(), awaiting.child());
            }
        }
        return new Origin(command.origin().run(), command.origin().event(), new Reset(at, open, tree.replaces()));
    }

    private record Happened(long order, RunEvent event) {}

    /** Steps and choices in the order in which they came. */
    private void takeOver() {
        Map<String, Long> lastInside = new HashMap<>();
        past.steps().values().stream()
                .filter(this::isKept)
                .forEach(step -> lastInside.merge(step.parent(), step.order(), Math::max));
        List<Happened> happened = new ArrayList<>();
        for (StepState step : past.steps().values()) {
            if (isKept(step)) {
                happened.add(new Happened(step.order(), new RunEvent.StepTaken(taken(step))));
                // An open pattern makes again what it chose last, if what that began is begun anew.
                boolean all = step.ended() || turn.plan().step(step.step()).keepsChoices();
                long until = all ? Long.MAX_VALUE : lastInside.getOrDefault(step.path(), 0L);
                step.choices().stream()
                        .filter(choice -> choice.order() < until)
                        .forEach(choice -> happened.add(new Happened(
                                choice.order(), new RunEvent.StepDecided(step.path(), choice.name(), choice.value()))));
            }
        }
        happened.stream().sorted(Comparator.comparingLong(Happened::order)).forEach(one -> turn.emit(one.event()));
    }

    /** A pattern that waits, for a person or for the next write, goes on by itself in the new run. */
    private boolean isKept(StepState step) {
        StepState around = past.step(step.parent());
        if (around != null && !isKept(around)) {
            return false;
        }
        if (step.ended()) {
            return true;
        }
        return !turn.plan().step(step.step()).beginsAnew()
                && (step.activity() instanceof Activity.Containing
                        || step.children().started() > 0);
    }

    private StepState taken(StepState step) {
        Payload edited = command.outputs().get(step.path());
        return edited == null ? step : step.withOutput(edited);
    }

    /** Every open pattern, and the root, sees to what is not under way although it should be. */
    private void goOn() {
        Set<String> open = new HashSet<>();
        Stream.concat(
                        Stream.of(""),
                        turn.state().timeline().stream()
                                .filter(step -> !step.ended())
                                .map(StepState::path))
                .forEach(open::add);
        for (String path : open.stream().sorted().toList()) {
            turn.afterwards(path, () -> takeUp(path));
        }
    }

    private void takeUp(String path) {
        Step pattern = path.isEmpty()
                ? turn.plan().root()
                : turn.plan().step(turn.instance(path).step());
        pattern.takenUp(turn, path);
    }
}
