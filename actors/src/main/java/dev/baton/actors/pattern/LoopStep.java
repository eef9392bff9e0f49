package dev.baton.actors.pattern;

import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.List;

/**
 * Does its body again until a condition holds. The first iteration gets the input of the loop, each further one the
 * output of the one before; the output is that of the last.
 *
 * @param until sees the steps of the iteration that has just ended
 * @param maxIterations the limit that no loop is without
 */
public record LoopStep(
        String id, StepSettings settings, Step body, Expression until, int maxIterations, OnExhausted onExhausted)
        implements Step {

    public static final Pattern PATTERN = Pattern.of("loop", Pattern.Inside.REPEATED, """
            {
              "title": "Loop",
              "description": "Does its steps again until a condition holds. Each iteration gets the output of the one before; the output is that of the last.",
              "properties": {
                "loop": {
                  "title": "Loop",
                  "description": "Steps, condition and limit.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["do", "until", "maxIterations"],
                  "properties": {
                    "do": {"$ref": "#/$defs/steps"},
                    "until": {"$ref": "#/$defs/expression", "title": "Condition", "description": "Looked at after each iteration; true ends the loop.", "examples": ["${ steps.judge.output.complete }"]},
                    "maxIterations": {"title": "Limit", "description": "No loop is without one.", "type": "integer", "minimum": 1, "maximum": 10000, "examples": [4]},
                    "onExhausted": {
                      "title": "When the limit is reached",
                      "description": "fail: the step fails. accept: the last output counts. escalate: a person decides.",
                      "enum": ["fail", "accept", "escalate"],
                      "default": "fail"
                    }
                  },
                  "examples": [{"do": [{"id": "write", "agent": "writer"}, {"id": "judge", "agent": "evaluator"}], "until": "${ steps.judge.output.complete }", "maxIterations": 4, "onExhausted": "escalate"}]
                }
              },
              "examples": [{"id": "summary", "loop": {"do": [{"id": "judge", "agent": "evaluator"}], "until": "${ steps.judge.output.complete }", "maxIterations": 4}}]
            }
            """, LoopStep::read);

    static LoopStep read(StepReader reader) {
        StepReader loop = reader.object("loop");
        Step body = loop.steps("do", "do");
        Expression until = loop.expression("until", ResultType.BOOL, Moment.AFTER);
        if (until.source().equals("true")) {
            loop.warning(
                    "until",
                    "loop.once",
                    "The condition always holds: the steps are done only once",
                    "Leave the loop out, or compare with a result of its steps.");
        }
        return new LoopStep(
                reader.id(),
                reader.settings(),
                body,
                until,
                loop.integer("maxIterations", 1),
                loop.choice("onExhausted", OnExhausted.class, OnExhausted.FAIL));
    }

    /** What happens when the limit is reached and the condition does not hold. */
    public enum OnExhausted {
        FAIL,
        ACCEPT,
        ESCALATE
    }

    @Override
    public List<Step> children() {
        return List.of(body);
    }

    @Override
    public Repetition repetition() {
        return Repetition.IN_TURN;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        iterate(turn, place.path(), 1, new Value.InputOf(place.path()));
    }

    private void iterate(Turn turn, String path, int number, Value input) {
        turn.startInside(body, InstancePath.iteration(path, number), path, input);
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() != StepStatus.COMPLETED) {
            turn.fail(path, Failures.of(child));
            return;
        }
        int number = turn.instance(path).children().started();
        Value output = new Value.OutputOf(child.path());
        switch (turn.evaluate(until, InstancePath.iteration(path, number))) {
            case Turn.Evaluated.Not not -> turn.fail(path, not.error());
            case Turn.Evaluated.Of of when of.json().asBoolean() -> turn.complete(path, output);
            case Turn.Evaluated.Of ignored when number < maxIterations -> iterate(turn, path, number + 1, output);
            case Turn.Evaluated.Of ignored -> exhausted(turn, path, output);
        }
    }

    private void exhausted(Turn turn, String path, Value output) {
        RunError error = RunError.of(
                ErrorKind.REJECTED,
                "the condition did not hold after "
                        + turn.instance(path).children().started() + " iterations: " + until.source());
        switch (onExhausted) {
            case FAIL -> turn.fail(path, error);
            case ACCEPT -> turn.complete(path, output);
            case ESCALATE -> turn.escalate(path, error);
        }
    }

    /** After an iteration that failed, a retry of the loop began another in its place. */
    @Override
    public boolean stillWants(RunState state, StepState self, StepState child) {
        return InstancePath.iterationAround(self.path(), child.path())
                == self.children().started();
    }

    /** Grants one more iteration. */
    @Override
    public void retried(Turn turn, StepState self) {
        int done = self.children().started();
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        StepState last = turn.state().timeline().stream()
                .filter(step -> step.parent().equals(self.path()) && step.status() == StepStatus.COMPLETED)
                .reduce((first, second) -> second)
                .orElse(null);
        iterate(
                turn,
                self.path(),
                done + 1,
                last == null ? new Value.InputOf(self.path()) : new Value.OutputOf(last.path()));
    }
}
