package dev.baton.actors.pattern;

import dev.baton.actors.definition.Template;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.List;

/** A value made by expressions; no agent is asked. */
public record SetStep(String id, StepSettings settings, Template value) implements Step {

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        assign(turn, place.path());
    }

    private void assign(Turn turn, String path) {
        switch (turn.evaluate(value, path)) {
            case Turn.Evaluated.Of of -> turn.complete(path, of.value());
            case Turn.Evaluated.Not not -> turn.fail(path, not.error());
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        assign(turn, self.path());
    }
}
