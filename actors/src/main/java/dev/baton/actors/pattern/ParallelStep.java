package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.Activity;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Named branches at the same time. The output is an object of the branches' outputs by name, the answer that enough
 * agree on, or what the aggregate makes of them.
 *
 * @param aggregate null for none
 */
public record ParallelStep(
        String id,
        StepSettings settings,
        Map<String, Step> branches,
        Join join,
        @Nullable Aggregate aggregate) implements Step {

    public static final Pattern PATTERN = Pattern.of("parallel", Pattern.Inside.CONCURRENT, """
            {
              "title": "Parallel",
              "description": "Named branches at the same time. The output is an object of the branches' outputs by name, the answer that enough agree on, or what 'aggregate' makes of them.",
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
                  "title": "What must come of the branches",
                  "description": "all, any, {quorum: n}: as many must succeed; {agree: n}: as many must give the same answer. The others are cancelled as soon as that is so.",
                  "default": "all",
                  "oneOf": [
                    {"enum": ["all", "any"]},
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "minProperties": 1,
                      "properties": {
                        "quorum": {"title": "Branches that must succeed", "type": "integer", "minimum": 1, "maximum": 1000},
                        "agree": {"title": "Branches that must give the same answer", "type": "integer", "minimum": 2, "maximum": 1000},
                        "on": {"$ref": "#/$defs/expression", "title": "What is compared", "description": "Made of each branch's 'output'. Left out: the whole output.", "examples": ["${ output.verdict }"]}
                      }
                    }
                  ],
                  "examples": ["all", "any", {"quorum": 2}, {"agree": 2, "on": "${ output.verdict }"}]
                },
                "aggregate": {
                  "title": "Output made of the branches",
                  "description": "Any value, whose ${ expressions } see 'branches', by name {status, agent, output, confidence, error}, and 'agreement', lists of the names of those that gave the same answer. Or an agent, {agent: name}, which gets {input, branches, agreement}.",
                  "if": {"type": "object", "required": ["agent"]},
                  "then": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                      "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["judge"]},
                      "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt", "description": "Left out: the agent's own limit."},
                      "retry": {"$ref": "#/$defs/retry"},
                      "fallback": {
                        "title": "Agents that are asked when this one has failed",
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 10,
                        "items": {"$ref": "#/$defs/name", "title": "name of an agent"},
                        "examples": [["judge-2"]]
                      }
                    }
                  },
                  "examples": ["${ branches.map(name, branches[name].output) }", {"agent": "judge"}]
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
            .withVariables("branches", "agreement", "output");

    /** Name of the aggregate's place, beside the branches. */
    private static final String AGGREGATE = "aggregate";

    static ParallelStep read(StepReader reader) {
        Map<String, Step> branches = reader.branches("parallel");
        if (Aggregate.isByAgent(reader) && branches.containsKey(AGGREGATE)) {
            reader.object("parallel")
                    .error(
                            AGGREGATE,
                            "parallel.reserved-name",
                            "No branch can be called 'aggregate' if an agent makes the aggregate",
                            "Give it another name.");
        }
        return new ParallelStep(
                reader.id(),
                reader.settings(),
                branches,
                join(reader, branches.size()),
                Aggregate.read(reader, aggregateId(reader.id()), "branches", "agreement"));
    }

    private static Join join(StepReader reader, int branches) {
        if (reader.text("join").equals("any")) {
            return new Join.Any();
        }
        StepReader join = reader.object("join");
        if (join.has("agree")) {
            return agreement(join, branches);
        }
        if (join.has("on")) {
            join.error("on", "join.on", "'on' is only for branches that must agree", "Add 'agree', or remove 'on'.");
        }
        return !join.has("quorum")
                ? new Join.All()
                : new Join.Quorum(possible(join, "quorum", "join.quorum", "The quorum is ", branches));
    }

    private static Join agreement(StepReader join, int branches) {
        if (join.has("quorum")) {
            join.error(
                    "quorum",
                    "join.several",
                    "It says both how many must succeed and how many must agree",
                    "Give one of 'quorum' and 'agree': who agrees has succeeded.");
        }
        return new Join.Agree(
                possible(join, "agree", "join.agree", "As many must agree: ", branches),
                join.has("on") ? join.expression("on", ResultType.ANY, Moment.AFTER, "output") : null);
    }

    private static int possible(StepReader join, String key, String code, String what, int branches) {
        int count = join.integer(key, 1);
        if (count > branches) {
            join.error(
                    key,
                    code,
                    what + count + ", but there are only " + branches + " branches",
                    "Lower it to at most " + branches + ", or add branches.");
        }
        return count;
    }

    private static String aggregateId(String id) {
        return id + "." + AGGREGATE;
    }

    public ParallelStep {
        branches = Collections.unmodifiableMap(new LinkedHashMap<>(branches));
    }

    @Override
    public List<Step> children() {
        List<Step> all = new ArrayList<>(branches.values());
        if (aggregate instanceof Aggregate.ByAgent byAgent) {
            all.add(byAgent.step());
        }
        return all;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        if (branches.isEmpty()) {
            finish(turn, place.path());
        }
        begin(turn, place.path(), branches.keySet());
    }

    private void begin(Turn turn, String path, Collection<String> names) {
        for (String name : names) {
            turn.start(
                    Objects.requireNonNull(branches.get(name)),
                    new Place(pathOf(path, name), path, new Value.InputOf(path)));
        }
    }

    /** No branch sees another; the aggregate sees them all. */
    @Override
    public boolean comesAfter(RunState state, StepState first, StepState other) {
        return other.path().equals(aggregatePath(first.parent()));
    }

    /** What was compared of a branch counts until it answers again. */
    @Override
    public boolean keepsChoices() {
        return true;
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.path().equals(aggregatePath(path))) {
            if (child.status() == StepStatus.COMPLETED) {
                turn.complete(path, new Value.OutputOf(child.path()));
            } else {
                turn.fail(path, Failures.of(child));
            }
        } else if (isOpen(turn.state().step(aggregatePath(path)))) {
            return;
        } else if (join instanceof Join.Agree agree) {
            answered(turn, path, child, agree);
        } else {
            counted(turn, path, child);
        }
    }

    private static boolean isOpen(@Nullable StepState instance) {
        return instance != null && !instance.ended();
    }

    private void counted(Turn turn, String path, StepState child) {
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

    @Override
    public void beginMissing(Turn turn, String path) {
        if (turn.state().step(aggregatePath(path)) == null && undecided(turn.state(), path)) {
            begin(
                    turn,
                    path,
                    branches.keySet().stream()
                            .filter(name -> turn.state().step(pathOf(path, name)) == null)
                            .toList());
        }
    }

    @Override
    public void takenUp(Turn turn, String path) {
        StepState aggregated = turn.state().step(aggregatePath(path));
        if (aggregated != null) {
            childEnded(turn, path, aggregated);
            return;
        }
        if (branches.isEmpty()) {
            finish(turn, path);
        }
        // It may be decided already, and nothing followed from that yet.
        for (StepState ended : heard(turn, path)) {
            if (undecided(turn.state(), path)) {
                childEnded(turn, path, ended);
            }
        }
        beginMissing(turn, path);
    }

    /** Whether branches still matter. */
    private static boolean undecided(RunState state, String path) {
        StepState self = state.step(path);
        return self != null
                && self.activity() instanceof Activity.Containing
                && state.step(aggregatePath(path)) == null;
    }

    /** The branches that have ended, those that failed first. */
    private List<StepState> heard(Turn turn, String path) {
        return turn.state().timeline().stream()
                .filter(step -> step.parent().equals(path) && step.ended())
                .sorted(Comparator.comparing(step -> step.status() == StepStatus.COMPLETED))
                .toList();
    }

    private void answered(Turn turn, String path, StepState child, Join.Agree agree) {
        if (agree.on() != null && Answers.isAnswer(child) && !compare(turn, path, child, agree.on())) {
            return;
        }
        if (agree.on() != null
                && turn.instance(path).children().open() == 0
                && !compareTheRest(turn, path, agree.on())) {
            return;
        }
        Answers answers = answers(turn.state(), path);
        if (answers.most() >= agree.count()) {
            turn.cancelInside(path, "enough branches agree");
            finish(turn, path);
        } else if (answers.most() + answers.open() < agree.count()) {
            turn.fail(path, answers.disagreement(agree.count()));
        }
    }

    /** Records what is compared of this branch's answer; false if it could not be made, and the step has failed. */
    private boolean compare(Turn turn, String path, StepState child, Expression on) {
        JsonNode output = Objects.requireNonNull(child.output()).json();
        switch (turn.evaluate(on, path, Map.of("output", output))) {
            case Evaluated.Of of -> {
                turn.emit(new RunEvent.StepDecided(path, Answers.ANSWER, Answers.recorded(nameOf(child, path), of)));
                return true;
            }
            case Evaluated.Not not -> {
                turn.fail(path, not.error());
                return false;
            }
        }
    }

    /** An answer that could not be compared when it came may be by now, as when another branch was done again. */
    private boolean compareTheRest(Turn turn, String path, Expression on) {
        for (String name : answers(turn.state(), path).silent()) {
            StepState instance = turn.state().step(pathOf(path, name));
            if (instance != null && Answers.isAnswer(instance) && !compare(turn, path, instance, on)) {
                return false;
            }
        }
        return true;
    }

    private String nameOf(StepState child, String path) {
        return branches.keySet().stream()
                .filter(name -> pathOf(path, name).equals(child.path()))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the branches have done their part. */
    private boolean joined(RunState state, StepState self) {
        return join instanceof Join.Agree agree
                ? answers(state, self.path()).most() >= agree.count()
                : self.children().completed() >= join.needed(branches.size());
    }

    private Answers answers(RunState state, String path) {
        return Answers.of(state, path, branches, join instanceof Join.Agree agree && agree.on() != null);
    }

    private void finish(Turn turn, String path) {
        switch (aggregate) {
            case null -> turn.complete(path, output(turn.state(), path));
            case Aggregate.ByValue by -> {
                Map<String, JsonNode> variables = Map.of(
                        "branches",
                        Branches.describe(turn.state(), path, branches),
                        "agreement",
                        answers(turn.state(), path).agreement());
                switch (turn.evaluate(by.value(), path, variables)) {
                    case Evaluated.Of of -> turn.complete(path, of.value());
                    case Evaluated.Not not -> turn.fail(path, not.error());
                }
            }
            case Aggregate.ByAgent by -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                fields.put("input", new Value.InputOf(path));
                fields.put("branches", Branches.recorded(turn.state(), path, branches));
                fields.put(
                        "agreement",
                        new Value.Inline(new Payload(answers(turn.state(), path).agreement())));
                // At once, so that a branch that has ended in the same turn finds it begun.
                by.step().start(turn, new Place(aggregatePath(path), path, new Value.ObjectOf(fields)));
            }
        }
    }

    private Value output(RunState state, String path) {
        if (join instanceof Join.Agree) {
            String speaker = answers(state, path).groups().getFirst().getFirst();
            return new Value.OutputOf(pathOf(path, speaker));
        }
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String name : branches.keySet()) {
            StepState instance = state.step(pathOf(path, name));
            if (instance != null && instance.status() == StepStatus.COMPLETED) {
                outputs.put(name, instance.path());
            }
        }
        return new Value.OutputsOf(outputs);
    }

    private String pathOf(String path, String name) {
        return Branches.pathOf(path, name, Objects.requireNonNull(branches.get(name)));
    }

    private static String aggregatePath(String path) {
        return InstancePath.list(path, AGGREGATE);
    }

    /**
     * Starts those branches again that have not completed, or all if these alone cannot bring an agreement; if the
     * branches have done their part, the aggregate is made again.
     */
    @Override
    public void retried(Turn turn, StepState self) {
        String path = self.path();
        turn.emit(new RunEvent.StepStarted(path, self.parent(), id, new Value.InputOf(path)));
        if (joined(turn.state(), self)) {
            finish(turn, path);
        } else if (join instanceof Join.Agree agree) {
            Answers answers = answers(turn.state(), path);
            boolean all = hopeless(answers, agree);
            if (all) {
                turn.emit(new RunEvent.StepDecided(path, Answers.AGAIN, answers.asked()));
            }
            begin(turn, path, all ? branches.keySet() : answers.silent());
        } else {
            begin(turn, path, unfinished(turn.state(), path));
        }
    }

    private List<String> unfinished(RunState state, String path) {
        return branches.keySet().stream()
                .filter(name -> {
                    StepState instance = state.step(pathOf(path, name));
                    return instance == null || instance.status() != StepStatus.COMPLETED;
                })
                .toList();
    }

    /** Whether those that gave no answer could not bring an agreement, whatever they said. */
    private static boolean hopeless(Answers answers, Join.Agree agree) {
        return answers.most() + answers.silent().size() < agree.count();
    }

    /** Not the losers, and nobody alone if all must be asked again. */
    @Override
    public boolean stillWants(RunState state, StepState self, StepState child) {
        if (child.path().equals(aggregatePath(self.path()))) {
            return true;
        }
        return !joined(state, self)
                && !(join instanceof Join.Agree agree && hopeless(answers(state, self.path()), agree));
    }
}
