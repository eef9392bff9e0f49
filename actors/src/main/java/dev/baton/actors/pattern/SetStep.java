package dev.baton.actors.pattern;

import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.List;

/** A value made by expressions; no agent is asked. */
public record SetStep(String id, StepSettings settings, Template value) implements Step {

    public static final Pattern PATTERN = Pattern.of("set", Pattern.Inside.IN_ORDER, """
            {
              "title": "Set",
              "description": "A value made by expressions, without an agent; it is the step's output.",
              "properties": {
                "set": {
                  "title": "Value",
                  "description": "Any value; texts may hold ${ expressions }.",
                  "examples": [{"total": "${ input.items.map(i, i.price) }", "currency": "EUR"}]
                }
              },
              "examples": [{"id": "verdict", "set": {"ok": "${ steps.checks.output.copyleft.ok }"}}]
            }
            """, SetStep::read);

    static SetStep read(StepReader reader) {
        return new SetStep(reader.id(), reader.settings(), reader.template("set", Moment.BEFORE));
    }

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
            case Evaluated.Of of -> turn.complete(path, of.value());
            case Evaluated.Not not -> turn.fail(path, not.error());
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        assign(turn, self.path());
    }
}
