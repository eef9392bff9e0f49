package dev.baton.actors.pattern;

import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.List;

/** A list of steps, one after the other; each gets the output of the one before unless it says otherwise. */
public record SequenceStep(String id, StepSettings settings, List<Step> children) implements Step {

    public static final Pattern PATTERN = Pattern.of("sequence", Pattern.Inside.IN_ORDER, """
            {
              "title": "Sequence",
              "description": "Steps one after the other, as one step with an id of its own. Its output is that of the last.",
              "properties": {"sequence": {"$ref": "#/$defs/steps"}},
              "examples": [{"id": "onboard", "sequence": [{"id": "verify", "agent": "verifier"}, {"id": "welcome", "agent": "greeter"}]}]
            }
            """, SequenceStep::read);

    static SequenceStep read(StepReader reader) {
        return new SequenceStep(reader.id(), reader.settings(), reader.sequence("sequence"));
    }

    public SequenceStep {
        children = List.copyOf(children);
    }

    /** The list that is a whole workflow. */
    public static SequenceStep root(List<Step> steps) {
        return root(steps, StepSettings.RUN);
    }

    /** @param settings of the run */
    public static SequenceStep root(List<Step> steps, StepSettings settings) {
        return new SequenceStep("", settings, steps);
    }

    @Override
    public void start(Turn turn, Place place) {
        if (!id.isEmpty()) {
            turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        }
        if (children.isEmpty()) {
            turn.complete(place.path(), place.input());
            return;
        }
        startChild(turn, 0, place.path(), place.input());
    }

    @Override
    public boolean takesMoreAtTheEnd() {
        return true;
    }

    private void startChild(Turn turn, int index, String path, Value input) {
        Step child = children.get(index);
        turn.start(child, new Place(InstancePath.inside(path, child.id()), path, input));
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() != StepStatus.COMPLETED) {
            turn.fail(path, Failures.of(child));
            return;
        }
        int next = indexOf(child.step()) + 1;
        Value output = new Value.OutputOf(child.path());
        if (next == children.size()) {
            turn.complete(path, output);
        } else {
            startChild(turn, next, path, output);
        }
    }

    private int indexOf(String step) {
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i).id().equals(step)) {
                return i;
            }
        }
        throw new IllegalStateException(id + " does not contain " + step);
    }

    /** Goes on with the step that failed; with the first if none has begun. */
    @Override
    public void retried(Turn turn, StepState self) {
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        turn.state().timeline().stream()
                .filter(step -> step.parent().equals(self.path()))
                .reduce((earlier, later) -> later)
                .ifPresentOrElse(
                        last -> startChild(turn, indexOf(last.step()), self.path(), new Value.InputOf(last.path())),
                        () -> startChild(turn, 0, self.path(), new Value.InputOf(self.path())));
    }
}
