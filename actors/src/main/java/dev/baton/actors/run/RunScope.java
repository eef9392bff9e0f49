package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.Scope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the expressions of one step instance see. Remembers what was looked up, so that a result can be recorded by reference. */
final class RunScope implements Scope {

    private static final String ERROR = "error";
    private static final String COMPLETED = "completed";

    private final WorkflowPlan plan;
    private final RunState state;
    private final String path;
    private final Map<String, JsonNode> variables;
    private final IdentityHashMap<JsonNode, Value> seen = new IdentityHashMap<>(4);

    RunScope(WorkflowPlan plan, RunState state, String path, Map<String, JsonNode> variables) {
        this.plan = plan;
        this.state = state;
        this.path = path;
        this.variables = variables;
    }

    @Override
    public JsonNode input() {
        JsonNode input = state.started().input().json();
        seen.put(input, new Value.RunInput());
        return input;
    }

    @Override
    public @Nullable JsonNode step(String id) {
        StepState step = plan.endedInstance(state, id, path);
        if (step == null) {
            return null;
        }
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("status", step.status().code());
        view.put("attempts", step.attempts());
        if (step.output() != null) {
            view.set("output", remember(step, step.output()));
        }
        if (step.error() != null) {
            view.set("error", describe(step.error()));
        }
        return view;
    }

    @Override
    public @Nullable JsonNode stepOutput(String id) {
        StepState step = plan.endedInstance(state, id, path);
        return step == null || step.output() == null ? null : remember(step, step.output());
    }

    private JsonNode remember(StepState step, Payload output) {
        seen.put(output.json(), new Value.OutputOf(step.path()));
        return output.json();
    }

    @Override
    public JsonNode run() {
        RunInfo info = state.started();
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("id", info.runId());
        run.put("workflow", info.workflow());
        run.put("version", info.version());
        run.put("tenant", info.tenant());
        run.put("environment", info.environment());
        run.put("startedAt", info.startedAt().toString());
        ObjectNode labels = run.putObject("labels");
        info.labels().forEach(labels::put);
        return run;
    }

    @Override
    public @Nullable JsonNode variable(String name) {
        JsonNode given = variables.get(name);
        if (given != null) {
            return given;
        }
        if (name.equals("iteration")) {
            int iteration = InstancePath.innermostIteration(path);
            return iteration == 0 ? null : IntNode.valueOf(iteration);
        }
        if (name.equals(ERROR)) {
            return failure();
        }
        if (name.equals(COMPLETED)) {
            return completed();
        }
        return (name.equals(Memory.VARIABLE) || name.startsWith(Memory.VARIABLE + "."))
                ? memory(name)
                : ofTheStepsAround(name);
    }

    /** The shared memory as it is now: one scope, or an object of all. */
    private @Nullable JsonNode memory(String name) {
        if (plan.memory().isEmpty()) {
            return ofTheStepsAround(name);
        }
        if (name.equals(Memory.VARIABLE)) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            plan.memory()
                    .keySet()
                    .forEach(scope -> all.set(scope, state.memory(scope).value().json()));
            return all;
        }
        String scope = name.substring(Memory.VARIABLE.length() + 1);
        return plan.memory().containsKey(scope) ? state.memory(scope).value().json() : null;
    }

    /** The failure of the innermost step around, or of the run, in whose place something else is done. */
    private @Nullable JsonNode failure() {
        for (StepState around : stepsAround()) {
            if (around.remedy() != null && around.error() != null) {
                return describe(around.error());
            }
        }
        return state.remedy() == null ? null : describe(state.remedy().error());
    }

    /** Input and output of the step around that is undone. */
    private @Nullable JsonNode completed() {
        for (StepState around : stepsAround()) {
            if (around.output() != null && plan.step(around.step()).settings().compensate() != null) {
                ObjectNode completed = JsonNodeFactory.instance.objectNode();
                completed.set("input", state.input(around).json());
                completed.set("output", remember(around, around.output()));
                return completed;
            }
        }
        return null;
    }

    /** Those of which the path is a beginning of this one's, from the innermost. */
    private List<StepState> stepsAround() {
        List<StepState> around = new ArrayList<>();
        for (int end = path.length() - 1; end > 0; end--) {
            char next = path.charAt(end);
            StepState step = next == '/' || next == '.' || next == '[' ? state.step(path.substring(0, end)) : null;
            if (step != null) {
                around.add(step);
            }
        }
        return around;
    }

    /** What the innermost repeating step around that knows the name says. */
    private @Nullable JsonNode ofTheStepsAround(String name) {
        for (InstancePath.Repetition around : InstancePath.repetitionsAround(path)) {
            StepState container = state.step(around.container());
            Value value = container == null
                    ? null
                    : plan.step(container.step()).variable(name, container.path(), around.number());
            if (value != null) {
                JsonNode json = state.resolve(value).json();
                seen.put(json, value);
                return json;
            }
        }
        return null;
    }

    /** The way to record {@code result}: a reference if it is a value that the run holds and that was looked up here. */
    Value record(JsonNode result) {
        Value known = seen.get(result);
        return known == null ? Value.inline(result) : known;
    }

    static ObjectNode describe(RunError error) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", error.kind().code());
        json.put("message", error.message());
        if (error.details() != null) {
            json.set("details", error.details().json());
        }
        return json;
    }
}
