package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Evaluated;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does its body for each item of a list, several at a time. The list is the input of the instance, so that items are
 * recorded by their number alone. The output is a list of the items' outputs in the order of the items, or what the
 * aggregate makes of them.
 *
 * @param over results in the list; null for the input of the step
 * @param as name under which expressions of the body see their item
 * @param concurrency items under way at the same time
 * @param aggregate sees {@code results}: for each item {@code {status, output, error}}; null for none
 */
public record MapStep(
        String id,
        StepSettings settings,
        @Nullable Template over,
        String as,
        int concurrency,
        Step body,
        OnItemFailure onItemFailure,
        @Nullable Template aggregate)
        implements Step {

    /** In one list. */
    public static final int ITEMS_MAX = 10_000;

    private static final int CONCURRENCY_USUAL = 10;

    /** Names that mean something else in expressions. */
    private static final Set<String> TAKEN = Set.of(
            "input",
            "steps",
            "run",
            "iteration",
            "branches",
            "results",
            "error",
            "completed",
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    public static final Pattern PATTERN =
            Pattern.of("map", Pattern.Inside.EACH, """
            {
              "title": "Map",
              "description": "Does its steps for each item of a list, several at a time. The output is a list of the items' outputs in the same order, or what 'aggregate' makes of them.",
              "properties": {
                "map": {
                  "title": "Map",
                  "description": "List, steps and limits.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["do"],
                  "properties": {
                    "over": {"title": "List", "description": "A list of at most 10,000 items, or an expression that results in one. Without it, the input of the step is the list.", "examples": ["${ input.documents }"]},
                    "as": {
                      "title": "Name of the item in expressions",
                      "description": "What the expressions of the steps inside call their item.",
                      "type": "string",
                      "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$",
                      "default": "item",
                      "examples": ["document"]
                    },
                    "concurrency": {"title": "Items at the same time", "description": "The next item begins when one has ended.", "type": "integer", "minimum": 1, "maximum": 1000, "default": 10, "examples": [20]},
                    "do": {"$ref": "#/$defs/steps"},
                    "onItemFailure": {
                      "title": "When an item fails",
                      "description": "fail: the step fails, and the other items are cancelled. continue: its output is null.",
                      "enum": ["fail", "continue"],
                      "default": "fail"
                    }
                  },
                  "examples": [{"over": "${ input.documents }", "as": "document", "concurrency": 20, "do": [{"id": "classify", "agent": "classifier", "input": "${ document.text }"}]}]
                },
                "aggregate": {
                  "title": "Output made of the results",
                  "description": "Any value; its ${ expressions } see 'results': for each item {status, output, error}.",
                  "examples": ["${ results.filter(result, result.status == 'completed').size() }"]
                }
              },
              "examples": [{"id": "each", "map": {"over": "${ input.documents }", "do": [{"id": "classify", "agent": "classifier", "input": "${ item }"}]}}]
            }
            """, MapStep::read).withVariables("results");

    static MapStep read(StepReader reader) {
        StepReader map = reader.object("map");
        String as = map.text("as", "item");
        if (TAKEN.contains(as)) {
            map.error(
                    "as", "map.name-taken", "'" + as + "' means something else in expressions", "Choose another name.");
        } else if (map.seesVariable(as)) {
            map.error(
                    map.has("as") ? "as" : "",
                    "map.name-taken",
                    "'" + as + "' is the item of a map around this one",
                    "Give this one another name with 'as'.");
        }
        return new MapStep(
                reader.id(),
                reader.settings(),
                map.optionalTemplate("over"),
                as,
                map.integer("concurrency", CONCURRENCY_USUAL),
                map.steps("do", "do", as),
                map.choice("onItemFailure", OnItemFailure.class, OnItemFailure.FAIL),
                reader.has("aggregate") ? reader.template("aggregate", Moment.AFTER, "results") : null);
    }

    /** What becomes of the others when one item has failed. */
    public enum OnItemFailure {
        FAIL,
        CONTINUE
    }

    @Override
    public List<Step> children() {
        return List.of(body);
    }

    @Override
    public Repetition repetition() {
        return Repetition.AT_ONCE;
    }

    @Override
    public @Nullable Value variable(String name, String path, int number) {
        return name.equals(as) ? new Value.ItemOf(path, number) : null;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.placed(this, over, place).ifPresent(placed -> begin(turn, placed));
    }

    private void begin(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        JsonNode items = items(turn, place.path());
        if (!items.isArray()) {
            turn.fail(
                    place.path(),
                    RunError.of(ErrorKind.REJECTED, "the items must be a list, but are " + ResultType.describe(items)));
        } else if (items.size() > ITEMS_MAX) {
            turn.fail(
                    place.path(),
                    RunError.of(
                            ErrorKind.REJECTED,
                            "the list has " + items.size() + " items, but at most " + ITEMS_MAX
                                    + " are possible; give each item a part of it"));
        } else {
            goOn(turn, place.path());
        }
    }

    private static JsonNode items(Turn turn, String path) {
        return turn.state().input(turn.instance(path)).json();
    }

    /**
     * Begins as many items as may be under way; ends if all are done. Looks when its turn comes, not before. Items that
     * end at once, because they ask nobody, would all be one write: what is left of them is due with the next.
     */
    private void goOn(Turn turn, String path) {
        turn.afterwards(path, () -> {
            StepState self = turn.instance(path);
            StepState.Children items = self.children();
            int count = items(turn, path).size();
            if (items.started() < count && items.open() < concurrency) {
                if (turn.isLong()) {
                    turn.emit(new RunEvent.WaitStarted(
                            path, self.parent(), id, new Value.InputOf(path), null, turn.now(), List.of()));
                    return;
                }
                int number = items.started() + 1;
                body.start(turn, new Place(pathOf(path, number), path, new Value.ItemOf(path, number)));
                goOn(turn, path);
            } else if (items.open() == 0 && items.started() == count) {
                finish(turn, path, count);
            }
        });
    }

    /** Goes on with the items that the last write left; nobody has heard of those that have ended since then. */
    @Override
    public void due(Turn turn, StepState self) {
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        int lost = self.children().failed() + self.children().cancelled();
        if (lost == 0 || onItemFailure == OnItemFailure.CONTINUE) {
            goOn(turn, self.path());
            return;
        }
        for (int number = 1; number <= self.children().started(); number++) {
            StepState item = turn.instance(pathOf(self.path(), number));
            if (item.ended() && item.status() != StepStatus.COMPLETED) {
                turn.fail(self.path(), Failures.of(item));
                return;
            }
        }
    }

    @Override
    public void takenUp(Turn turn, String path) {
        Optional<StepState> failed = Step.failedInside(turn, path);
        if (onItemFailure == OnItemFailure.FAIL && failed.isPresent()) {
            childEnded(turn, path, failed.get());
            return;
        }
        int count = items(turn, path).size();
        for (int number = 1; number <= Math.min(count, lastBegun(turn, path)); number++) {
            String at = pathOf(path, number);
            if (turn.state().step(at) == null) {
                body.start(turn, new Place(at, path, new Value.ItemOf(path, number)));
            }
        }
        goOn(turn, path);
    }

    private static int lastBegun(Turn turn, String path) {
        return turn.state().steps().values().stream()
                .filter(step -> step.parent().equals(path))
                .mapToInt(step -> InstancePath.iterationAround(path, step.path()))
                .max()
                .orElse(0);
    }

    private String pathOf(String path, int number) {
        return InstancePath.iteration(path, number) + inside();
    }

    private String inside() {
        return body.id().indexOf('.') >= 0 ? "" : "/" + body.id();
    }

    /** No item sees another. */
    @Override
    public boolean comesAfter(RunState state, StepState first, StepState other) {
        return false;
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() != StepStatus.COMPLETED && onItemFailure == OnItemFailure.FAIL) {
            turn.fail(path, Failures.of(child));
        } else {
            goOn(turn, path);
        }
    }

    private void finish(Turn turn, String path, int count) {
        if (aggregate == null) {
            turn.complete(path, new Value.RepetitionsOf(path, inside(), count));
            return;
        }
        switch (turn.evaluate(aggregate, path, Map.of("results", describe(turn, path, count)))) {
            case Evaluated.Of of -> turn.complete(path, of.value());
            case Evaluated.Not not -> turn.fail(path, not.error());
        }
    }

    private JsonNode describe(Turn turn, String path, int count) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode(count);
        for (int number = 1; number <= count; number++) {
            Branches.describe(turn.instance(pathOf(path, number)), all.addObject());
        }
        return all;
    }

    /** Goes on with the items that have not ended in a way that counts; if all have, the aggregate is made again. */
    @Override
    public void retried(Turn turn, StepState self) {
        Place place = new Place(self.path(), self.parent(), new Value.InputOf(self.path()));
        if (self.children().started() == 0) {
            start(turn, place);
            return;
        }
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        for (int number = 1; number <= self.children().started(); number++) {
            String at = pathOf(self.path(), number);
            if (!counts(turn.instance(at))) {
                turn.start(body, new Place(at, self.path(), new Value.ItemOf(self.path(), number)));
            }
        }
        goOn(turn, self.path());
    }

    private boolean counts(StepState item) {
        return item.status() == StepStatus.COMPLETED
                || (item.status() == StepStatus.FAILED && onItemFailure == OnItemFailure.CONTINUE);
    }
}
