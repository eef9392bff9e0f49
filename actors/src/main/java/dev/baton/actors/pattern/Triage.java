package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.BuiltInAgents;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who names the first target of a handoff. */
public sealed interface Triage {

    /** Its place beside the targets, and the end of its step's id. */
    String NAME = "triage";

    double MARGIN_USUAL = 0.05;

    /** @param step has no place of its own in the workflow: its id is that of the handoff and {@link #NAME} */
    record ByAgent(AgentStep step) implements Triage {}

    /**
     * The target whose texts are nearest in meaning to the message.
     *
     * @param step asks the built-in agent that has the model
     * @param message null for the input of the handoff
     * @param minMargin lead over the next target below which nobody is named
     */
    record ByModel(AgentStep step, @Nullable Template message, double minMargin) implements Triage {

        /** What the model is asked: {@code {message, targets}}, by target its description and examples. */
        Value question(Value message, Map<String, HandoffStep.Target> targets) {
            ObjectNode texts = JsonNodeFactory.instance.objectNode();
            targets.forEach((name, target) -> {
                ArrayNode own = texts.putArray(name).add(target.description());
                target.examples().forEach(own::add);
            });
            Map<String, Value> fields = new LinkedHashMap<>();
            fields.put("message", message);
            fields.put("targets", new Value.Inline(new Payload(texts)));
            return new Value.ObjectOf(fields);
        }
    }

    /** @param expression results in a name, in {@code {handoff, confidence?, reason?}}, or, to name nobody, in an empty text or null */
    record ByExpression(Expression expression) implements Triage {}

    /** The step that chooses; empty if it takes none. */
    default Optional<Step> asking() {
        return switch (this) {
            case ByAgent by -> Optional.of(by.step);
            case ByModel by -> Optional.of(by.step);
            case ByExpression ignored -> Optional.empty();
        };
    }

    /** @param id of the handoff */
    static Triage read(String id, StepReader reader) {
        List<String> ways = List.of("agent", "model", "expression").stream()
                .filter(reader::has)
                .toList();
        if (ways.size() != 1) {
            reader.error(
                    "",
                    "handoff.triage",
                    ways.isEmpty() ? "It does not say who chooses" : "Several would choose: " + String.join(", ", ways),
                    "Give exactly one of 'agent', 'model' and 'expression'.");
        }
        if (!reader.has("model") && reader.has("minMargin")) {
            reader.error("minMargin", "handoff.triage", "'minMargin' is only for a triage by model", "Remove it.");
        }
        if (reader.has("model")) {
            reader.intentModel("model");
            return new ByModel(
                    step(id, reader, BuiltInAgents.INTENT, null),
                    reader.optionalTemplate("input"),
                    reader.number("minMargin", MARGIN_USUAL));
        }
        if (reader.has("agent")) {
            return new ByAgent(step(id, reader, reader.agent("agent"), reader.optionalTemplate("input")));
        }
        for (String key : List.of("input", "timeout", "retry")) {
            if (reader.has(key)) {
                reader.error(key, "handoff.triage", "'" + key + "' is not for a triage by expression", "Remove it.");
            }
        }
        return new ByExpression(reader.expression("expression", ResultType.ANY, Moment.BEFORE));
    }

    private static AgentStep step(String id, StepReader reader, String agent, @Nullable Template input) {
        return new AgentStep(
                id + "." + NAME,
                Step.StepSettings.DEFAULT,
                agent,
                input,
                reader.optionalDuration("timeout"),
                RetryPolicy.read(reader.object("retry")),
                List.of());
    }
}
