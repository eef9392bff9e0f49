package dev.baton.actors.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run goes on from a step that was done before. Whatever may have seen what that step did is void; the patterns around
 * it are open again; then the step begins anew. What did not depend on it keeps its results, and is done again only if
 * the pattern around it had failed and still wants it.
 */
final class Rerun {

    private final Turn turn;
    private final RunCommand.Rerun command;

    private Rerun(Turn turn, RunCommand.Rerun command) {
        this.turn = turn;
        this.command = command;
    }

    /** @return null if it has begun */
    static @Nullable Outcome begin(Turn turn, RunCommand.Rerun command) {
        RunState state = turn.state();
        String request = request(command);
        if (request != null && state.signalIds().contains(request)) {
            return RunDecider.nothing(state);
        }
        Lineage lineage = state.started().lineage();
        if (state.ended() && lineage != null) {
            return RunDecider.hasParent(lineage);
        }
        if (!state.ended() && !waitsForPerson(state)) {
            return Outcome.refuse(
                    Rejection.Code.RUN_NOT_ENDED,
                    "The run goes on by itself: it can be rerun from a step once it has ended, or while it has an open"
                            + " incident. Cancel it first.");
        }
        StepState step = state.step(command.step());
        if (step == null) {
            return Outcome.refuse(
                    Rejection.Code.STEP_NOT_FOUND,
                    "The run has done no step at " + command.step()
                            + "; give the path of one of its steps, such as checks/credit or review[2]/judge.");
        }
        StepState caller = state.step(step.parent());
        if (caller != null && turn.plan().step(caller.step()).beginsAnew()) {
            return Outcome.refuse(
                    Rejection.Code.STEP_NOT_FOUND,
                    "At " + command.step() + " is something that the agent of " + caller.path()
                            + " has called for, no step; rerun the run from the step of that agent.");
        }
        if (turn.remedies().haveTouched(step)) {
            return RunDecider.undone();
        }
        boolean heldByIncident = state.runIncident() != null;
        new Rerun(turn, command).from(step);
        return heldByIncident ? RunDecider.tick(turn) : null;
    }

    /** Signals are known by ids of the same senders: one of theirs must not hide a rerun. */
    private static @Nullable String request(RunCommand.Rerun command) {
        return command.request() == null ? null : "rerun:" + command.request();
    }

    private static boolean waitsForPerson(RunState state) {
        return state.runIncident() != null
                || state.busySteps().stream().anyMatch(step -> step.activity() instanceof Activity.AwaitingPerson);
    }

    private void from(StepState step) {
        End end = turn.state().end();
        boolean lost = end != null && end.status() != RunStatus.COMPLETED;
        reopenRun(end);
        List<StepState> around = around(step);
        Resumption resumption = new Resumption(turn);
        List<StepState> revived = new ArrayList<>();
        for (int level = 0; level < around.size(); level++) {
            StepState child = around.get(level);
            undoAfter(child);
            if (lost) {
                resumption.lostInside(child.parent()).stream()
                        .filter(other -> !other.path().equals(child.path()))
                        .forEach(revived::add);
            }
            if (level < around.size() - 1) {
                // A failure that was tolerated, or skipped, counts as completed, and what it cut short is wanted again.
                lost = child.status() != StepStatus.COMPLETED || child.error() != null;
                reopen(child);
            }
        }
        again(turn.instance(step.path()));
        revived.forEach(resumption::goOn);
    }

    private void reopenRun(@Nullable End end) {
        RunInfo before = turn.state().started();
        turn.emit(new RunEvent.RunRerun(
                command.step(),
                command.input() != null,
                command.reason(),
                request(command),
                end == null ? before.deadline() : before.deadlineFrom(turn.now())));
        if (end != null) {
            turn.limits().runBegunAgain();
        }
        String incident = turn.state().runIncident();
        if (incident != null) {
            turn.emit(new RunEvent.IncidentResolved(incident, "", RunEvent.Resolution.RETRY, command.reason()));
        }
    }

    /** The instances around one, from the outermost, and that one. */
    private List<StepState> around(StepState step) {
        List<StepState> around = new ArrayList<>();
        for (StepState at = step; at != null; at = turn.state().step(at.parent())) {
            around.addFirst(at);
        }
        return around;
    }

    private void undoAfter(StepState child) {
        Step container = turn.container(child);
        List<StepState> after = turn.state().steps().values().stream()
                .filter(other -> other.parent().equals(child.parent())
                        && !other.path().equals(child.path())
                        && container.comesAfter(turn.state(), child, other))
                .sorted(Comparator.comparingLong(StepState::order).reversed())
                .toList();
        after.forEach(this::close);
        StepState self = turn.state().step(child.parent());
        long choicesBefore = container.keepsChoices() ? Long.MAX_VALUE : child.order();
        boolean chose = self != null && self.choices().stream().anyMatch(choice -> choice.order() > choicesBefore);
        int undone = 0;
        while (undone < after.size() || (chose && undone == 0)) {
            int next = Math.min(after.size(), undone + RunEvent.StepsUndone.PATHS_MAX);
            List<String> paths =
                    after.subList(undone, next).stream().map(StepState::path).toList();
            turn.emit(new RunEvent.StepsUndone(child.parent(), paths, choicesBefore));
            undone = next;
            chose = false;
        }
    }

    private void close(StepState step) {
        turn.cancelAndKeep(step.path(), "a step before it is done again");
        if (!step.ended()) {
            turn.emit(new RunEvent.StepCancelled(step.path(), "a step before it is done again"));
        }
    }

    private void reopen(StepState container) {
        if (container.activity() instanceof Activity.Containing) {
            return;
        }
        if (!container.ended() && !(container.activity() instanceof Activity.AwaitingPerson)) {
            // It waits for nothing but the next write.
            turn.emit(new RunEvent.StepStarted(
                    container.path(), container.parent(), container.step(), new Value.InputOf(container.path())));
            return;
        }
        if (!container.ended()) {
            turn.emit(new RunEvent.StepCancelled(container.path(), "a step inside is done again"));
        }
        turn.emit(new RunEvent.StepReopened(container.path()));
    }

    private void again(StepState step) {
        if (!step.ended()) {
            turn.cancelAndKeep(step.path(), "it is done again");
            turn.emit(new RunEvent.StepCancelled(step.path(), "it is done again"));
        }
        if (command.input() != null) {
            turn.startWith(command.input(), step);
        } else {
            turn.startAnew(step);
        }
    }
}
