package dev.baton.actors.run;

import java.util.List;

/** A run that had stopped goes on where it did: what has completed stays, what has not is done again or gone on with. */
final class Resumption {

    private final Turn turn;

    Resumption(Turn turn) {
        this.turn = turn;
    }

    void goOn() {
        List<StepState> lost = lostInside("");
        if (!lost.isEmpty()) {
            lost.forEach(this::goOn);
            return;
        }
        // No step was the reason: the run timed out before the first, or its output could not be made.
        Step root = turn.plan().root();
        turn.lastAtTheRoot()
                .ifPresentOrElse(
                        last -> root.childEnded(turn, "", last),
                        () -> turn.start(root, new Step.Place("", "", new Value.RunInput())));
    }

    void goOn(StepState instance) {
        Step step = turn.plan().step(instance.step());
        if (instance.remedy() != null || turn.remedies().wasUndone(instance)) {
            // What it had done is undone, or other steps took its place: it begins anew.
            step.start(turn, new Step.Place(instance.path(), instance.parent(), new Value.InputOf(instance.path())));
            return;
        }
        if (instance.children().started() == 0 || step.beginsAnew()) {
            step.retried(turn, instance);
            return;
        }
        turn.emit(new RunEvent.StepReopened(instance.path()));
        List<StepState> lost = lostInside(instance.path());
        if (lost.isEmpty()) {
            step.retried(turn, turn.instance(instance.path()));
        } else {
            lost.forEach(this::goOn);
            turn.afterwards(instance.path(), () -> step.beginMissing(turn, instance.path()));
        }
    }

    List<StepState> lostInside(String path) {
        return turn.state().timeline().stream()
                .filter(step -> step.parent().equals(path)
                        && !turn.plan().isHandler(step.step())
                        && (step.status() == StepStatus.FAILED || step.status() == StepStatus.CANCELLED)
                        && stillWanted(step))
                .toList();
    }

    private boolean stillWanted(StepState lost) {
        return lost.parent().isEmpty()
                || turn.container(lost).stillWants(turn.state(), turn.instance(lost.parent()), lost);
    }
}
