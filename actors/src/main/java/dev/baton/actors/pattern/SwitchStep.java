package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first case whose condition holds; if none does, {@code otherwise}; without one, the input is the output. */
public record SwitchStep(
        String id,
        StepSettings settings,
        List<Case> cases,
        @Nullable Step otherwise) implements Step {

    public static final Pattern PATTERN = Pattern.of("switch", Pattern.Inside.EXCLUSIVE, """
            {
              "title": "Switch",
              "description": "Does the steps of the first case whose condition holds, else those of 'otherwise'; without one, the input is the output.",
              "properties": {
                "switch": {
                  "title": "Cases",
                  "description": "Looked at from the first to the last.",
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 100,
                  "items": {
                    "title": "Case",
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["when", "do"],
                    "properties": {
                      "when": {"$ref": "#/$defs/expression", "title": "Condition", "description": "Results in true or false.", "examples": ["${ steps.triage.output.topic == 'billing' }"]},
                      "do": {"$ref": "#/$defs/steps"}
                    },
                    "examples": [{"when": "${ input.amount > 1000 }", "do": [{"id": "review", "agent": "reviewer"}]}]
                  }
                },
                "otherwise": {"$ref": "#/$defs/steps", "title": "Steps if no condition holds"}
              },
              "examples": [
                {
                  "id": "route",
                  "switch": [{"when": "${ input.amount > 1000 }", "do": [{"id": "review", "agent": "reviewer"}]}],
                  "otherwise": [{"id": "book", "agent": "booker"}]
                }
              ]
            }
            """, SwitchStep::read);

    static SwitchStep read(StepReader reader) {
        List<Case> cases = new ArrayList<>();
        boolean decided = false;
        for (StepReader one : reader.objects("switch")) {
            if (decided) {
                unreachable(one, "when");
            }
            Expression when = one.expression("when", ResultType.BOOL, Moment.BEFORE);
            if (when.source().equals("false")) {
                unreachable(one, "when");
            }
            decided |= when.source().equals("true");
            cases.add(new Case(when, one.steps("do", Integer.toString(cases.size()))));
        }
        if (decided && reader.has("otherwise")) {
            unreachable(reader, "otherwise");
        }
        return new SwitchStep(
                reader.id(),
                reader.settings(),
                cases,
                reader.has("otherwise") ? reader.steps("otherwise", "otherwise") : null);
    }

    private static void unreachable(StepReader reader, String key) {
        reader.warning(
                key, "switch.unreachable", "These steps can never be reached", "Check the conditions, or remove them.");
    }

    public record Case(Expression when, Step body) {}

    /** Name of the recorded choice: the number of the case, from 0, or {@code otherwise} or {@code none}. */
    static final String CHOICE = "case";

    public SwitchStep {
        cases = List.copyOf(cases);
    }

    @Override
    public List<Step> children() {
        List<Step> all = new ArrayList<>(cases.stream().map(Case::body).toList());
        if (otherwise != null) {
            all.add(otherwise);
        }
        return all;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        choose(turn, place.path());
    }

    private void choose(Turn turn, String path) {
        for (int i = 0; i < cases.size(); i++) {
            switch (turn.evaluate(cases.get(i).when(), path)) {
                case Evaluated.Not not -> {
                    turn.fail(path, not.error());
                    return;
                }
                case Evaluated.Of of -> {
                    if (of.json().asBoolean()) {
                        turn.emit(new RunEvent.StepDecided(path, CHOICE, new Payload(IntNode.valueOf(i))));
                        begin(turn, path, Integer.toString(i), cases.get(i).body());
                        return;
                    }
                }
            }
        }
        if (otherwise == null) {
            turn.emit(new RunEvent.StepDecided(path, CHOICE, new Payload(TextNode.valueOf("none"))));
            turn.complete(path, new Value.InputOf(path));
        } else {
            turn.emit(new RunEvent.StepDecided(path, CHOICE, new Payload(TextNode.valueOf("otherwise"))));
            begin(turn, path, "otherwise", otherwise);
        }
    }

    private static void begin(Turn turn, String path, String name, Step body) {
        turn.start(body, new Place(Branches.pathOf(path, name, body), path, new Value.InputOf(path)));
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() == StepStatus.COMPLETED) {
            turn.complete(path, new Value.OutputOf(child.path()));
        } else {
            turn.fail(path, Failures.of(child));
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        choose(turn, self.path());
    }
}
