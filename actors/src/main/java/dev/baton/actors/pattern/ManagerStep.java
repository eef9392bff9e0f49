package dev.baton.actors.pattern;

import static dev.baton.actors.pattern.Assignments.planPath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.Lineage;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A manager agent that reaches a goal through specialists. In each round it is asked what to do: it answers with tasks,
 * which are checked and done, or with the final answer. The output is {@code {answer, complete, rounds, results}}.
 *
 * @param agent the manager; has no place of its own in the workflow: its id is that of the step and {@link #PLAN}
 * @param goal null for what the step gets by its place
 * @param maxRounds how often the manager is asked at most, refused plans counted
 * @param maxTasks in all plans
 * @param maxDepth how many runs may be above one that a specialist starts
 */
public record ManagerStep(
        String id,
        StepSettings settings,
        AgentStep agent,
        @Nullable Template goal,
        Map<String, Specialist> specialists,
        int maxRounds,
        int maxTasks,
        int maxDepth,
        OnExhausted onExhausted)
        implements Step {

    /** Name of the manager's own instance in a round, which has a place beside the specialists. */
    static final String PLAN = "plan";

    private static final int ROUNDS_USUAL = 10;
    private static final int TASKS_USUAL = 50;

    public static final Pattern PATTERN = Pattern.of("manager", Pattern.Inside.IN_ORDER, """
            {
              "title": "Manager",
              "description": "An agent that reaches a goal through specialists: in each round it plans tasks, which are checked and done, or gives the final answer. The output is {answer, complete, rounds, results}.",
              "properties": {
                "manager": {
                  "title": "Manager",
                  "description": "Who plans, what for, and who does the tasks.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["agent", "specialists"],
                  "properties": {
                    "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["buyer"]},
                    "goal": {"title": "What is to be reached", "description": "Any value; texts may hold ${ expressions }. Left out: the output of the step before.", "examples": ["Buy ${ input.what } for at most ${ input.budget }."]},
                    "specialists": {
                      "title": "Specialists",
                      "description": "By name all to whom the manager may give tasks, and nobody else.",
                      "type": "object",
                      "minProperties": 1,
                      "maxProperties": 100,
                      "propertyNames": {
                        "title": "specialist name",
                        "description": "A letter, then letters, digits, '_' and '-', at most 64.",
                        "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
                      },
                      "additionalProperties": {
                        "title": "Specialist",
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["mandate"],
                        "properties": {
                          "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["price-checker"]},
                          "workflow": {"$ref": "#/$defs/name", "title": "name of a workflow", "examples": ["legal-review"]},
                          "version": {"title": "Version of the workflow", "description": "Left out: the latest when a task begins.", "type": "integer", "minimum": 1, "maximum": 2147483647, "examples": [2]},
                          "mandate": {"title": "What it is there for", "description": "The manager reads it.", "type": "string", "minLength": 1, "maxLength": 1000, "examples": ["Compares the prices of suppliers."]},
                          "schema": {"title": "Input schema", "description": "JSON Schema (2020-12) of the input of its tasks. A plan that does not match is refused. Left out: that of the workflow, or anything.", "type": ["object", "boolean"], "examples": [{"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}]},
                          "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt, or for the run", "description": "Left out: the limit of the agent or of the workflow itself."},
                          "retry": {"$ref": "#/$defs/retry"},
                          "fallback": {"title": "Agents that are asked when this one has failed", "type": "array", "minItems": 1, "maxItems": 10, "items": {"$ref": "#/$defs/name", "title": "name of an agent"}, "examples": [["price-checker-2"]]}
                        },
                        "examples": [{"agent": "price-checker", "mandate": "Compares the prices of suppliers."}]
                      },
                      "examples": [{"pricing": {"agent": "price-checker", "mandate": "Compares the prices of suppliers."}, "legal": {"workflow": "legal-review", "mandate": "Reads contracts."}}]
                    },
                    "maxRounds": {"title": "Limit of rounds", "description": "How often the manager is asked; a refused plan counts.", "type": "integer", "minimum": 1, "maximum": 100, "default": 10, "examples": [5]},
                    "maxTasks": {"title": "Limit of tasks", "description": "In all plans; a task that is planned again counts again.", "type": "integer", "minimum": 1, "maximum": 1000, "default": 50, "examples": [20]},
                    "maxDepth": {"title": "Limit of depth", "description": "How many runs may be above one that a specialist starts.", "type": "integer", "minimum": 1, "maximum": 20, "default": 20, "examples": [3]},
                    "onExhausted": {
                      "title": "When the rounds are used up",
                      "description": "fail: the step fails. accept: it completes without an answer, with the results there are. escalate: a person decides.",
                      "enum": ["fail", "accept", "escalate"],
                      "default": "fail"
                    },
                    "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt of the manager", "description": "Left out: the agent's own limit."},
                    "retry": {"$ref": "#/$defs/retry"},
                    "fallback": {"title": "Agents that are asked when the manager has failed", "type": "array", "minItems": 1, "maxItems": 10, "items": {"$ref": "#/$defs/name", "title": "name of an agent"}, "examples": [["buyer-2"]]}
                  },
                  "examples": [{"agent": "buyer", "goal": "Buy ${ input.what }.", "specialists": {"pricing": {"agent": "price-checker", "mandate": "Compares the prices of suppliers."}}}]
                }
              },
              "examples": [
                {
                  "id": "buy",
                  "manager": {
                    "agent": "buyer",
                    "goal": "Buy ${ input.what } for at most ${ input.budget }.",
                    "specialists": {
                      "pricing": {"agent": "price-checker", "mandate": "Compares the prices of suppliers."},
                      "legal": {"workflow": "legal-review", "mandate": "Says whether a contract can be signed."}
                    },
                    "maxRounds": 5,
                    "maxTasks": 20
                  }
                }
              ]
            }
            """, ManagerStep::read);

    static ManagerStep read(StepReader reader) {
        StepReader manager = reader.object("manager");
        Map<String, Specialist> specialists = Specialist.readAll(reader.id(), manager);
        int maxRounds = manager.integer("maxRounds", ROUNDS_USUAL);
        OnExhausted onExhausted = manager.choice("onExhausted", OnExhausted.class, OnExhausted.FAIL);
        if (maxRounds == 1 && onExhausted == OnExhausted.FAIL) {
            manager.warning(
                    "maxRounds",
                    "manager.one-round",
                    "The manager never sees what its tasks found: after them, the only round is over",
                    "Allow more rounds, or write 'onExhausted: accept'.");
        }
        if (manager.has("maxDepth") && specialists.values().stream().noneMatch(Specialist::startsRuns)) {
            manager.warning(
                    "maxDepth",
                    "manager.depth-unused",
                    "No specialist is a workflow, so nothing is deeper",
                    "Remove it.");
        }
        return new ManagerStep(
                reader.id(),
                reader.settings(),
                AgentStep.inside(reader.id() + "." + PLAN, manager),
                manager.optionalTemplate("goal"),
                specialists,
                maxRounds,
                manager.integer("maxTasks", TASKS_USUAL),
                manager.integer("maxDepth", Lineage.DEPTH_MAX),
                onExhausted);
    }

    /** What happens when the rounds are used up without an answer. */
    public enum OnExhausted {
        FAIL,
        ACCEPT,
        ESCALATE
    }

    public ManagerStep {
        specialists = Collections.unmodifiableMap(new LinkedHashMap<>(specialists));
        if (specialists.containsKey(PLAN)) {
            throw new IllegalArgumentException("a specialist of " + id + " has a reserved name");
        }
    }

    @Override
    public List<Step> children() {
        List<Step> all = new ArrayList<>();
        all.add(agent);
        specialists.values().forEach(specialist -> all.add(specialist.step()));
        return all;
    }

    @Override
    public Repetition repetition() {
        return Repetition.IN_TURN;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.placed(this, goal, place).ifPresent(placed -> {
            turn.emit(new RunEvent.StepStarted(placed.path(), placed.parent(), id, placed.input()));
            ask(turn, placed.path(), 1);
        });
    }

    /**
     * Asks the manager what to do. At once, not after the planner: when several tasks fail in one decision, the first
     * of them ends the round, and the others find that the next one has begun.
     */
    private void ask(Turn turn, String path, int round) {
        agent.start(turn, new Place(planPath(path, round), path, question(turn, path, round)));
    }

    /** What the manager reads: results by reference. */
    private Value question(Turn turn, String path, int round) {
        Assignments before = Assignments.of(turn.state(), path);
        String refusal = before.refusal();
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("goal", new Value.InputOf(path));
        fields.put("specialists", Value.inline(describeSpecialists(turn)));
        fields.put("results", new Value.OutputsOf(before.results()));
        fields.put("failures", Value.inline(before.failures()));
        if (refusal != null) {
            fields.put("refused", Value.inline(TextNode.valueOf(refusal)));
        }
        fields.put("round", Value.inline(IntNode.valueOf(round)));
        fields.put("roundsLeft", Value.inline(IntNode.valueOf(Math.max(0, maxRounds - round))));
        fields.put("tasksLeft", Value.inline(IntNode.valueOf(Math.max(0, maxTasks - before.planned()))));
        return new Value.ObjectOf(fields);
    }

    private ObjectNode describeSpecialists(Turn turn) {
        ObjectNode described = JsonNodeFactory.instance.objectNode();
        specialists.forEach((name, specialist) -> {
            ObjectNode one = described.putObject(name).put("mandate", specialist.mandate());
            SchemaCheck schema = specialist.input(turn);
            if (schema != null) {
                one.set("schema", schema.schema());
            }
        });
        return described;
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        int round = InstancePath.iterationAround(path, child.path());
        if (!child.path().equals(planPath(path, round))) {
            goOn(turn, path);
        } else if (child.status() == StepStatus.COMPLETED) {
            decide(turn, path, child);
        } else {
            turn.fail(path, Failures.of(child));
        }
    }

    /** @param plan the instance in which the manager has answered */
    private void decide(Turn turn, String path, StepState plan) {
        Assignments before = Assignments.of(turn.state(), path);
        int round = before.round();
        switch (ManagerAnswer.read(output(plan), this, turn, before)) {
            case ManagerAnswer.Final done -> finish(turn, path, done.answer(), true);
            case ManagerAnswer.Escalation escalation -> {
                record(turn, path, Assignments.ESCALATED, round, "why", escalation.why());
                turn.escalate(
                        path, RunError.of(ErrorKind.REJECTED, "the manager asks for a person: " + escalation.why()));
            }
            case ManagerAnswer.Refused refused -> {
                record(turn, path, Assignments.REFUSED, round, "error", refused.error());
                nextRound(turn, path, round);
            }
            case ManagerAnswer.Plan accepted -> {
                turn.emit(new RunEvent.StepDecided(
                        path, Assignments.PLAN, Assignments.recorded(round, accepted.tasks())));
                goOn(turn, path);
            }
        }
    }

    private static JsonNode output(StepState plan) {
        return plan.output() == null ? NullNode.getInstance() : plan.output().json();
    }

    private static void record(Turn turn, String path, String name, int round, String key, String text) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("round", round).put(key, text);
        turn.emit(new RunEvent.StepDecided(path, name, new Payload(json)));
    }

    /** Begins the tasks that can begin; if none is under way any more, the round is over, whatever became of them. */
    private void goOn(Turn turn, String path) {
        Assignments assigned = Assignments.of(turn.state(), path);
        List<Assignments.Task> ready = assigned.ready();
        ready.forEach(task -> begin(turn, assigned, task));
        if (ready.isEmpty() && turn.instance(path).children().open() == 0) {
            nextRound(turn, path, assigned.round());
        }
    }

    private void begin(Turn turn, Assignments assigned, Assignments.Task task) {
        String path = assigned.path();
        JsonNode plan = output(turn.instance(planPath(path, task.round())));
        Specialist specialist = Objects.requireNonNull(specialists.get(task.specialist()));
        Value input = input(ManagerAnswer.input(plan, task.id()), assigned, task);
        specialist.step().start(turn, new Place(assigned.pathOf(task), path, input));
    }

    /** What the plan says, and the results that the task needs, by reference. */
    private static Value input(JsonNode planned, Assignments assigned, Assignments.Task task) {
        if (task.needs().isEmpty()) {
            return Value.inline(planned);
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        planned.properties().forEach(field -> fields.put(field.getKey(), Value.inline(field.getValue())));
        Map<String, String> results = assigned.results();
        results.keySet().retainAll(task.needs());
        fields.put("needs", new Value.OutputsOf(results));
        return new Value.ObjectOf(fields);
    }

    private void nextRound(Turn turn, String path, int round) {
        if (round < maxRounds) {
            ask(turn, path, round + 1);
            return;
        }
        String refusal = Assignments.of(turn.state(), path).refusal();
        String message = "no answer after " + round + " rounds"
                + (refusal == null ? "" : "; the last plan was refused: " + refusal);
        record(turn, path, Assignments.EXHAUSTED, round, "error", message);
        RunError error = RunError.of(ErrorKind.REJECTED, message);
        switch (onExhausted) {
            case FAIL -> turn.fail(path, error);
            case ACCEPT -> finish(turn, path, NullNode.getInstance(), false);
            case ESCALATE -> turn.escalate(path, error);
        }
    }

    private static void finish(Turn turn, String path, JsonNode answer, boolean complete) {
        Assignments done = Assignments.of(turn.state(), path);
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("answer", Value.inline(answer));
        fields.put("complete", Value.inline(BooleanNode.valueOf(complete)));
        fields.put("rounds", Value.inline(IntNode.valueOf(done.round())));
        fields.put("results", new Value.OutputsOf(done.results()));
        turn.complete(path, new Value.ObjectOf(fields));
    }

    @Override
    public void takenUp(Turn turn, String path) {
        boolean planned =
                Assignments.PLAN.equals(Assignments.of(turn.state(), path).decision());
        if (planned) {
            goOn(turn, path);
        } else {
            Step.super.takenUp(turn, path);
        }
    }

    /** The manager has dealt with what failed in earlier rounds, and a round that is over is not gone on with. */
    @Override
    public boolean stillWants(RunState state, StepState self, StepState child) {
        Assignments assigned = Assignments.of(state, self.path());
        return InstancePath.iterationAround(self.path(), child.path()) == assigned.round()
                && !Assignments.EXHAUSTED.equals(assigned.decision());
    }

    /** Goes on where it broke off; after the last round, or when the manager asked for a person, grants one more. */
    @Override
    public void retried(Turn turn, StepState self) {
        String path = self.path();
        Assignments before = Assignments.of(turn.state(), path);
        int round = before.round();
        if (round == 0) {
            start(turn, new Place(path, self.parent(), new Value.InputOf(path)));
            return;
        }
        turn.emit(new RunEvent.StepStarted(path, self.parent(), id, new Value.InputOf(path)));
        StepState plan = turn.instance(planPath(path, round));
        if (plan.status() != StepStatus.COMPLETED) {
            ask(turn, path, round);
            return;
        }
        switch (before.decision()) {
            case null -> decide(turn, path, plan);
            case Assignments.PLAN -> goOn(turn, path);
            default -> ask(turn, path, round + 1);
        }
    }
}
