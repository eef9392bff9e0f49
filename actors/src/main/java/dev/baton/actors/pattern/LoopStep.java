package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Does its body again until a condition holds. The first iteration gets the input of the loop, each further one the
 * output of the one before; the output is that of the last.
 *
 * @param until sees the steps of the iteration that has just ended
 * @param maxIterations the limit that no loop is without
 */
public record LoopStep(
        String id,
        StepSettings settings,
        Step body,
        Expression until,
        int maxIterations,
        OnExhausted onExhausted,
        OnNoProgress onNoProgress)
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
                    },
                    "onNoProgress": {
                      "title": "When an iteration has the same output as the one before",
                      "description": "continue: the loop goes on, as one that polls must. fail: the step fails. accept: the output counts. escalate: a person decides.",
                      "enum": ["continue", "fail", "accept", "escalate"],
                      "default": "continue"
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
                loop.choice("onExhausted", OnExhausted.class, OnExhausted.FAIL),
                loop.choice("onNoProgress", OnNoProgress.class, OnNoProgress.CONTINUE));
    }

    /** What happens when the limit is reached and the condition does not hold. */
    public enum OnExhausted {
        FAIL,
        ACCEPT,
        ESCALATE
    }

    /** What happens when an iteration has the same output as the one before, and the condition does not hold. */
    public enum OnNoProgress {
        CONTINUE,
        FAIL,
        ACCEPT,
        ESCALATE
    }

    /** The name under which it is recorded which iteration made no progress. */
    static final String NO_PROGRESS = "noProgress";

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
            case Evaluated.Not not -> turn.fail(path, not.error());
            case Evaluated.Of of when of.json().asBoolean() -> turn.complete(path, output);
            case Evaluated.Of ignored when stands(turn.state(), child) -> stands(turn, path, output);
            case Evaluated.Of ignored when number < maxIterations -> iterate(turn, path, number + 1, output);
            case Evaluated.Of ignored -> exhausted(turn, path, output);
        }
    }

    /** Whether the loop minds, and the iteration before had the same output. */
    private boolean stands(RunState state, StepState last) {
        if (onNoProgress == OnNoProgress.CONTINUE) {
            return false;
        }
        StepState former =
                lastCompleted(state, last.parent(), InstancePath.iterationAround(last.parent(), last.path()) - 1);
        return former != null && Objects.equals(former.output(), last.output());
    }

    private void stands(Turn turn, String path, Value output) {
        int number = turn.instance(path).children().started();
        turn.emit(new RunEvent.StepDecided(path, NO_PROGRESS, new Payload(IntNode.valueOf(number))));
        RunError error = RunError.of(
                ErrorKind.REJECTED,
                "the loop makes no progress: iteration " + number + " has the same output as the one before, and the"
                        + " condition does not hold: " + until.source());
        switch (onNoProgress) {
            case CONTINUE -> throw new IllegalStateException(id + " does not mind that it stands still");
            case FAIL -> turn.fail(path, error);
            case ACCEPT -> turn.complete(path, output);
            case ESCALATE -> turn.escalate(path, error);
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

    /** The latest iteration up to this number that has completed; null if there is none. */
    private @Nullable StepState lastCompleted(RunState state, String path, int number) {
        for (int earlier = number; earlier > 0; earlier--) {
            String at = InstancePath.iteration(path, earlier);
            StepState iteration = state.step(body.id().indexOf('.') >= 0 ? at : InstancePath.inside(at, body.id()));
            if (iteration != null && iteration.status() == StepStatus.COMPLETED) {
                return iteration;
            }
        }
        return null;
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
        StepState last = lastCompleted(turn.state(), self.path(), done);
        iterate(
                turn,
                self.path(),
                done + 1,
                last == null ? new Value.InputOf(self.path()) : new Value.OutputOf(last.path()));
    }
}
