package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The triage names one of the targets; that one owns the work from then on, and may hand it off to another. The output
 * is that of the last owner.
 *
 * @param minConfidence of the triage, below which {@code otherwise} gets the work
 * @param otherwise who gets what nobody else can; null if the step fails then
 * @param maxHops how often the owners may hand the work on
 * @param revisit whether an owner may get the work a second time
 * @param context what an owner gets; sees {@code previous} and {@code choice}; null for input and last output
 */
public record HandoffStep(
        String id,
        StepSettings settings,
        Triage triage,
        Map<String, Target> targets,
        double minConfidence,
        @Nullable Step otherwise,
        int maxHops,
        boolean revisit,
        @Nullable Template context)
        implements Step {

    public static final Pattern PATTERN =
            Pattern.of("handoff", Pattern.Inside.CHOSEN, """
            {
              "title": "Handoff",
              "description": "A triage names one of the targets; that one owns the work from then on, and may hand it off to another. The output is that of the last owner.",
              "properties": {
                "handoff": {
                  "title": "Handoff",
                  "description": "Who chooses, among whom, and what becomes of what nobody can do.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["triage", "targets"],
                  "properties": {
                    "triage": {
                      "title": "Who chooses",
                      "description": "One of 'agent', 'model' and 'expression'.",
                      "type": "object",
                      "additionalProperties": false,
                      "properties": {
                        "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "description": "Its answer names the target, as 'handoff' or as its output.", "examples": ["triage"]},
                        "model": {"title": "Choice by a model inside the server", "description": "intent: the target whose description or examples are nearest in meaning to the message.", "enum": ["intent"], "examples": ["intent"]},
                        "minMargin": {"title": "Least lead over the next target", "description": "For 'model': below it, 'otherwise' gets the work.", "type": "number", "minimum": 0, "maximum": 1, "default": 0.05},
                        "input": {"title": "Input of the agent, or message for the model", "description": "Any value; texts may hold ${ expressions }. Left out: {input, targets}; for the model, the input of the step.", "examples": ["${ input.message }"]},
                        "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt", "description": "Left out: the agent's own limit."},
                        "retry": {"$ref": "#/$defs/retry"},
                        "expression": {"$ref": "#/$defs/expression", "title": "Choice by expression", "description": "Results in the name of a target, in {handoff, confidence, reason}, or, to name nobody, in '' or null.", "examples": ["${ input.topic }"]}
                      },
                      "examples": [{"agent": "triage"}, {"model": "intent", "input": "${ input.message }"}, {"expression": "${ input.topic }"}]
                    },
                    "targets": {
                      "title": "Targets",
                      "description": "By name: what each is there for, and what it does.",
                      "type": "object",
                      "minProperties": 1,
                      "maxProperties": 100,
                      "propertyNames": {
                        "title": "target name",
                        "description": "A letter, then letters, digits, '_' and '-', at most 64.",
                        "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
                      },
                      "additionalProperties": {
                        "title": "Target",
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["description", "do"],
                        "properties": {
                          "description": {"title": "What it is there for", "description": "The triage reads it.", "type": "string", "minLength": 1, "maxLength": 1000, "examples": ["Invoices and payments."]},
                          "examples": {
                            "title": "What is said by those whom it is there for",
                            "description": "For a triage by model.",
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 50,
                            "items": {"type": "string", "minLength": 1, "maxLength": 1000},
                            "examples": [["I was charged twice."]]
                          },
                          "do": {"$ref": "#/$defs/steps"}
                        },
                        "examples": [{"description": "Invoices and payments.", "do": [{"id": "billing", "agent": "billing-desk"}]}]
                      },
                      "examples": [{"billing": {"description": "Invoices and payments.", "do": [{"id": "billing", "agent": "billing-desk"}]}}]
                    },
                    "minConfidence": {"title": "Least confidence of the triage", "description": "Below it, or if the triage says none, 'otherwise' gets the work.", "type": "number", "minimum": 0, "maximum": 1, "default": 0},
                    "otherwise": {"$ref": "#/$defs/steps", "title": "Who gets what no target can have", "description": "Left out: the step fails."},
                    "maxHops": {"title": "Handoffs between targets", "description": "After as many, a further one goes to 'otherwise'.", "type": "integer", "minimum": 0, "maximum": 100, "default": 3},
                    "revisit": {"title": "Whether a target may have the work a second time", "type": "boolean", "default": false},
                    "context": {"title": "What a target gets", "description": "Any value; its ${ expressions } see 'previous', the last output, and 'choice'. Left out: {input, previous}.", "examples": [{"message": "${ input.message }", "found": "${ previous }"}]}
                  },
                  "examples": [{"triage": {"agent": "triage"}, "targets": {"billing": {"description": "Invoices and payments.", "do": [{"id": "billing", "agent": "billing-desk"}]}}}]
                }
              },
              "examples": [
                {
                  "id": "support",
                  "handoff": {
                    "triage": {"agent": "triage"},
                    "targets": {
                      "billing": {"description": "Invoices and payments.", "do": [{"id": "billing", "agent": "billing-desk"}]},
                      "technical": {"description": "Something does not work.", "do": [{"id": "technical", "agent": "technician"}]}
                    },
                    "minConfidence": 0.6,
                    "otherwise": [{"id": "person", "approval": {"role": "support"}}],
                    "maxHops": 3
                  }
                }
              ]
            }
            """, HandoffStep::read).withVariables("previous", "choice");

    /** Name of the list of steps for what no target can have, and of the recorded target then. */
    static final String OTHERWISE = "otherwise";

    /** Name of the triage, which has a place beside the targets. */
    static final String TRIAGE = Triage.NAME;

    /** Name of the recorded choices. */
    static final String CHOICE = "handoff";

    static final int HOPS_DEFAULT = 3;

    static HandoffStep read(StepReader reader) {
        StepReader handoff = reader.object("handoff");
        Map<String, Target> targets = new LinkedHashMap<>();
        handoff.named("targets").forEach((name, target) -> {
            if (name.equals(OTHERWISE) || name.equals(TRIAGE)) {
                target.error(
                        "",
                        "handoff.reserved-name",
                        "A target cannot be called '" + name + "': that is a part of every handoff",
                        "Give it another name.");
            }
            if (target.has("examples") && !handoff.object(TRIAGE).has("model")) {
                target.warning(
                        "examples",
                        "handoff.examples-unused",
                        "Only a triage by model looks at examples",
                        "Remove them, or let the model choose: 'triage: {model: intent}'.");
            }
            targets.put(
                    name, new Target(target.text("description"), target.texts("examples"), target.steps("do", name)));
        });
        return new HandoffStep(
                reader.id(),
                reader.settings(),
                Triage.read(reader.id(), handoff.object(TRIAGE)),
                targets,
                handoff.number("minConfidence", 0),
                handoff.has("otherwise") ? handoff.steps("otherwise", OTHERWISE) : null,
                handoff.integer("maxHops", HOPS_DEFAULT),
                handoff.flag("revisit", false),
                handoff.has("context") ? handoff.template("context", Moment.AFTER, "previous", "choice") : null);
    }

    /**
     * @param description what it is there for: the triage reads it
     * @param examples what is said by those whom it is there for; for a triage by model
     */
    public record Target(String description, List<String> examples, Step body) {
        public Target {
            examples = List.copyOf(examples);
        }
    }

    public HandoffStep {
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        if (targets.containsKey(OTHERWISE) || targets.containsKey(TRIAGE)) {
            throw new IllegalArgumentException("a target of " + id + " has a reserved name");
        }
    }

    @Override
    public List<Step> children() {
        List<Step> all = new ArrayList<>();
        triage.asking().ifPresent(all::add);
        targets.values().forEach(target -> all.add(target.body()));
        if (otherwise != null) {
            all.add(otherwise);
        }
        return all;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        triage(turn, place.path());
    }

    private void triage(Turn turn, String path) {
        switch (triage) {
            case Triage.ByAgent byAgent ->
                turn.start(
                        byAgent.step(),
                        new Place(triagePath(path), path, withInput(path, "targets", describeTargets())));
            case Triage.ByModel byModel -> {
                Value message = message(turn, path, byModel);
                if (message != null) {
                    turn.start(byModel.step(), new Place(triagePath(path), path, byModel.question(message, targets)));
                }
            }
            case Triage.ByExpression by -> {
                switch (turn.evaluate(by.expression(), path)) {
                    case Evaluated.Of of -> decide(turn, path, Nomination.said(of.json(), "expression"), null);
                    case Evaluated.Not not -> turn.fail(path, not.error());
                }
            }
        }
    }

    /** What the model looks at; null if it cannot be made, and the step has failed. */
    private static @Nullable Value message(Turn turn, String path, Triage.ByModel by) {
        if (by.message() == null) {
            return new Value.InputOf(path);
        }
        return switch (turn.evaluate(by.message(), path)) {
            case Evaluated.Of of -> of.value();
            case Evaluated.Not not -> {
                turn.fail(path, not.error());
                yield null;
            }
        };
    }

    /** The input of the step, and something else beside it. */
    private static Value withInput(String path, String name, Value value) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("input", new Value.InputOf(path));
        fields.put(name, value);
        return new Value.ObjectOf(fields);
    }

    private static String triagePath(String path) {
        return InstancePath.list(path, TRIAGE);
    }

    private Value describeTargets() {
        ObjectNode described = JsonNodeFactory.instance.objectNode();
        targets.forEach((name, target) -> described.put(name, target.description()));
        return Value.inline(described);
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.path().equals(triagePath(path))) {
            Nomination named = Nomination.of(child);
            if (child.status() == StepStatus.COMPLETED) {
                decide(turn, path, named, child);
            } else {
                otherwise(turn, path, named, Failures.of(child), child);
            }
            return;
        }
        if (child.status() != StepStatus.COMPLETED) {
            turn.fail(path, Failures.of(child));
            return;
        }
        String owner = lastTarget(turn.instance(path));
        StepState speaker = Branches.speaker(turn.state(), body(owner), child);
        if (speaker == null || speaker.handoff() == null) {
            turn.complete(path, new Value.OutputOf(child.path()));
        } else {
            decide(turn, path, Nomination.of(speaker.handoff(), speaker, owner), child);
        }
    }

    /** @param last whose output goes along; null if nobody has done anything yet */
    private void decide(Turn turn, String path, Nomination named, @Nullable StepState last) {
        RunError refusal = refusal(turn.instance(path), named);
        if (refusal == null) {
            give(turn, path, Objects.requireNonNull(named.to()), named.recorded(named.to(), null), last);
        } else {
            otherwise(turn, path, named, refusal, last);
        }
    }

    /** Why the nominated target cannot have the work; null if it can. */
    private @Nullable RunError refusal(StepState self, Nomination named) {
        String to = named.to();
        if (to == null) {
            return RunError.of(ErrorKind.REJECTED, named.speaker() + " named no target");
        }
        String handed = named.speaker() + " handed off to '" + to + "'";
        if (!targets.containsKey(to)) {
            return RunError.of(
                    ErrorKind.INVALID_OUTPUT,
                    handed + ", which is no target; there are " + String.join(", ", targets.keySet()));
        }
        boolean unsure = named.confidence() == null || named.confidence() < minConfidence;
        if (named.from() == null && minConfidence > 0 && unsure) {
            return RunError.of(
                    ErrorKind.REJECTED,
                    handed
                            + (named.confidence() == null
                                    ? " without a confidence"
                                    : ", only " + named.confidence() + " sure")
                            + "; minConfidence is " + minConfidence);
        }
        if (named.from() == null
                && triage instanceof Triage.ByModel by
                && named.margin() != null
                && named.margin() < by.minMargin()) {
            return RunError.of(
                    ErrorKind.REJECTED,
                    handed + ", only " + named.margin() + " before the next; minMargin is " + by.minMargin());
        }
        if (to.equals(named.from())) {
            return RunError.of(ErrorKind.REJECTED, handed + ", which is itself");
        }
        if (!revisit && hadBefore(self, to)) {
            return RunError.of(ErrorKind.REJECTED, handed + ", which has had the work before");
        }
        return self.choices().size() > maxHops
                ? RunError.of(
                        ErrorKind.REJECTED, handed + " after " + maxHops + " handoffs, which is the limit (maxHops)")
                : null;
    }

    private static boolean hadBefore(StepState self, String target) {
        return self.choices().stream()
                .anyMatch(choice ->
                        target.equals(choice.value().json().path("target").textValue()));
    }

    private void otherwise(Turn turn, String path, Nomination named, RunError refusal, @Nullable StepState last) {
        if (otherwise == null || hadBefore(turn.instance(path), OTHERWISE)) {
            Payload details = refusal.details() == null ? named.recorded(null, null) : refusal.details();
            turn.fail(path, new RunError(refusal.kind(), refusal.message(), details));
        } else {
            give(turn, path, OTHERWISE, named.recorded(OTHERWISE, refusal.message()), last);
        }
    }

    private void give(Turn turn, String path, String target, Payload choice, @Nullable StepState last) {
        Value input = input(turn, path, choice, last);
        if (input != null) {
            turn.emit(new RunEvent.StepDecided(path, CHOICE, choice));
            begin(turn, path, target, input);
        }
    }

    /** What the next owner gets; null if it cannot be made, and the step has failed. */
    private @Nullable Value input(Turn turn, String path, Payload choice, @Nullable StepState last) {
        if (context == null) {
            Value previous = last == null ? new Value.Inline(Payload.NULL) : new Value.OutputOf(last.path());
            return withInput(path, "previous", previous);
        }
        JsonNode previous = last == null || last.output() == null
                ? NullNode.getInstance()
                : last.output().json();
        return switch (turn.evaluate(context, path, Map.of("previous", previous, "choice", choice.json()))) {
            case Evaluated.Of of -> of.value();
            case Evaluated.Not not -> {
                turn.fail(path, not.error());
                yield null;
            }
        };
    }

    private void begin(Turn turn, String path, String target, Value input) {
        Step body = body(target);
        turn.start(body, new Place(Branches.pathOf(path, target, body), path, input));
    }

    private Step body(String target) {
        Target found = targets.get(target);
        return found == null ? Objects.requireNonNull(otherwise, () -> id + " has no target " + target) : found.body();
    }

    /** @throws java.util.NoSuchElementException before the first choice */
    private static String lastTarget(StepState self) {
        return self.choices().getLast().value().json().path("target").asText();
    }

    /** A triage that failed was only asked before there was an owner. */
    @Override
    public boolean stillWants(RunState state, StepState self, StepState child) {
        return self.choices().isEmpty() || !child.path().equals(triagePath(self.path()));
    }

    /** Gives the work to its last owner again, with what it got; the triage chooses again if there was none. */
    @Override
    public void retried(Turn turn, StepState self) {
        String path = self.path();
        turn.emit(new RunEvent.StepStarted(path, self.parent(), id, new Value.InputOf(path)));
        if (self.choices().isEmpty()) {
            triage(turn, path);
            return;
        }
        String owner = lastTarget(self);
        String at = Branches.pathOf(path, owner, body(owner));
        // An owner that was chosen has not begun if all was cancelled in the same turn.
        Value input = turn.state().step(at) != null
                ? new Value.InputOf(at)
                : input(turn, path, self.choices().getLast().value(), beforeLast(turn, self));
        if (input != null) {
            begin(turn, path, owner, input);
        }
    }

    /** Whose output went along with the last choice. */
    private @Nullable StepState beforeLast(Turn turn, StepState self) {
        List<StepState.Choice> choices = self.choices();
        if (choices.size() == 1) {
            return turn.state().step(triagePath(self.path()));
        }
        String former =
                choices.get(choices.size() - 2).value().json().path("target").asText();
        return turn.state().step(Branches.pathOf(self.path(), former, body(former)));
    }
}
