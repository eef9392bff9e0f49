package dev.baton.actors.pattern;

import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named branches at the same time. The output is an object of the branches' outputs by name, or what the aggregate
 * makes of them.
 *
 * @param aggregate sees {@code branches}: by name {@code {status, output, error}}; null for none
 */
public record ParallelStep(
        String id,
        StepSettings settings,
        Map<String, Step> branches,
        Join join,
        @Nullable Template aggregate) implements Step {

    public static final Pattern PATTERN = Pattern.of("parallel", Pattern.Inside.CONCURRENT, """
            {
              "title": "Parallel",
              "description": "Named branches at the same time. The output is an object of the branches' outputs by name, or what 'aggregate' makes of them.",
              "properties": {
                "parallel": {
                  "title": "Branches",
                  "description": "Lists of steps by name. Each branch gets the input of the whole step.",
                  "type": "object",
                  "minProperties": 1,
                  "maxProperties": 1000,
                  "propertyNames": {
                    "title": "branch name",
                    "description": "A letter, then letters, digits, '_' and '-', at most 64.",
                    "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
                  },
                  "additionalProperties": {"$ref": "#/$defs/steps"},
                  "examples": [{"price": [{"id": "price", "agent": "price-checker"}], "delivery": [{"id": "delivery", "agent": "delivery-checker"}]}]
                },
                "join": {
                  "title": "How many branches must succeed",
                  "description": "all, any, or {quorum: n}. The others are cancelled as soon as enough have.",
                  "default": "all",
                  "oneOf": [
                    {"enum": ["all", "any"]},
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["quorum"],
                      "properties": {"quorum": {"title": "Branches that must succeed", "type": "integer", "minimum": 1, "maximum": 1000}}
                    }
                  ],
                  "examples": ["all", "any", {"quorum": 2}]
                },
                "aggregate": {
                  "title": "Output made of the branches",
                  "description": "Any value; its ${ expressions } see 'branches': by name {status, output, error}.",
                  "examples": ["${ branches.map(name, branches[name].output) }"]
                }
              },
              "examples": [
                {
                  "id": "checks",
                  "parallel": {"copyleft": [{"id": "copyleft", "agent": "copyleft-checker"}], "patents": [{"id": "patents", "agent": "patent-checker"}]},
                  "join": "all"
                }
              ]
            }
            """, ParallelStep::read)
            .withVariables("branches");

    static ParallelStep read(StepReader reader) {
        Map<String, Step> branches = reader.branches("parallel");
        return new ParallelStep(
                reader.id(),
                reader.settings(),
                branches,
                join(reader, branches.size()),
                reader.has("aggregate") ? reader.template("aggregate", Moment.AFTER, "branches") : null);
    }

    private static Join join(StepReader reader, int branches) {
        if (reader.text("join").equals("any")) {
            return new Join.Any();
        }
        StepReader join = reader.object("join");
        if (!join.has("quorum")) {
            return new Join.All();
        }
        int quorum = join.integer("quorum", 1);
        if (quorum > branches) {
            join.error(
                    "quorum",
                    "join.quorum",
                    "The quorum is " + quorum + ", but there are only " + branches + " branches",
                    "Lower it to at most " + branches + ", or add branches.");
        }
        return new Join.Quorum(quorum);
    }

    public ParallelStep {
        branches = Collections.unmodifiableMap(new LinkedHashMap<>(branches));
    }

    @Override
    public List<Step> children() {
        return List.copyOf(branches.values());
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        if (branches.isEmpty()) {
            finish(turn, place.path());
        }
        branches.forEach((name, branch) -> turn.start(
                branch,
                new Place(Branches.pathOf(place.path(), name, branch), place.path(), new Value.InputOf(place.path()))));
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        StepState self = turn.instance(path);
        int needed = join.needed(branches.size());
        if (self.children().completed() >= needed) {
            turn.cancelInside(path, "enough branches have completed");
            finish(turn, path);
            return;
        }
        int lost = self.children().failed() + self.children().cancelled();
        // Only a branch that failed can be the reason: one that completed in the same turn is not.
        if (child.status() != StepStatus.COMPLETED && branches.size() - lost < needed) {
            turn.fail(path, needed == branches.size() ? Failures.of(child) : tooFew(self, needed, child));
        }
    }

    private RunError tooFew(StepState self, int needed, StepState last) {
        RunError cause = Failures.of(last);
        return RunError.of(
                cause.kind() == ErrorKind.CANCELLED ? ErrorKind.REJECTED : cause.kind(),
                "of " + branches.size() + " branches " + needed + " had to complete, but "
                        + (self.children().failed() + self.children().cancelled()) + " did not; the last: "
                        + cause.message());
    }

    private void finish(Turn turn, String path) {
        Map<String, String> outputs = new LinkedHashMap<>();
        branches.forEach((name, branch) -> {
            StepState instance = turn.state().step(Branches.pathOf(path, name, branch));
            if (instance != null && instance.status() == StepStatus.COMPLETED) {
                outputs.put(name, instance.path());
            }
        });
        if (aggregate == null) {
            turn.complete(path, new Value.OutputsOf(outputs));
            return;
        }
        switch (turn.evaluate(aggregate, path, Map.of("branches", Branches.describe(turn.state(), path, branches)))) {
            case Turn.Evaluated.Of of -> turn.complete(path, of.value());
            case Turn.Evaluated.Not not -> turn.fail(path, not.error());
        }
    }

    /** Starts those branches again that have not completed; if enough have, the aggregate is made again. */
    @Override
    public void retried(Turn turn, StepState self) {
        turn.emit(new RunEvent.StepStarted(self.path(), self.parent(), id, new Value.InputOf(self.path())));
        if (self.children().completed() >= join.needed(branches.size())) {
            finish(turn, self.path());
            return;
        }
        branches.forEach((name, branch) -> {
            String at = Branches.pathOf(self.path(), name, branch);
            StepState instance = turn.state().step(at);
            if (instance == null || instance.status() != StepStatus.COMPLETED) {
                turn.start(branch, new Place(at, self.path(), new Value.InputOf(self.path())));
            }
        });
    }
}
