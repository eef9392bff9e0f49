package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a workflow of {@code workflows/*.yaml}: a list of steps, or a graph if steps depend on others. */
final class GapWorkflow {

    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
    private static final Set<String> KNOWN = Set.of("name", "description", "steps");
    private static final Set<String> OF_STEP = Set.of(
            "id", "action", "skill", "tool", "agent", "inputs", "depends_on", "conditions", "retry", "compliance");

    private final String path;
    private final GapDuties duties;
    private final String self;
    private final Map<String, String> agents;
    private final List<String> notes;

    /**
     * @param self the agent that does what no other is named for
     * @param agents the names of those below it, by how its folder calls them
     */
    GapWorkflow(String path, GapDuties duties, String self, Map<String, String> agents, List<String> notes) {
        this.path = path;
        this.duties = duties;
        this.self = self;
        this.agents = agents;
        this.notes = notes;
    }

    ObjectNode definition(String name, JsonNode workflow) {
        ObjectNode definition = MAKE.objectNode().put("apiVersion", "baton/v1").put("kind", "Workflow");
        ObjectNode metadata = definition.putObject("metadata").put("name", name);
        if (workflow.path("description").isTextual()) {
            metadata.put("description", workflow.path("description").asText());
        }
        Map<String, JsonNode> steps = steps(workflow.path("steps"));
        if (steps.isEmpty()) {
            throw new GapFolder.Unreadable(path + " has no steps");
        }
        boolean graph = steps.values().stream()
                .anyMatch(step -> !step.path("depends_on").isEmpty());
        noteAllBut(KNOWN, workflow, "", "");
        ArrayNode list = definition.putObject("spec").putArray("do");
        if (!graph) {
            steps.forEach((id, step) -> add(list, id, step));
            return definition;
        }
        ObjectNode nodes = list.addObject().put("id", "all").putObject("graph");
        steps.forEach((id, step) -> {
            ObjectNode node = nodes.putObject(id);
            if (!step.path("depends_on").isEmpty()) {
                node.set("needs", step.path("depends_on").deepCopy());
            }
            add(node.putArray("do"), id, step);
        });
        return definition;
    }

    private static Map<String, JsonNode> steps(JsonNode given) {
        Map<String, JsonNode> steps = new LinkedHashMap<>();
        if (given.isArray()) {
            given.forEach(step -> steps.put(step.path("id").asText("step-" + (steps.size() + 1)), step));
        } else {
            given.properties().forEach(step -> steps.put(step.getKey(), step.getValue()));
        }
        return steps;
    }

    private void add(ArrayNode to, String id, JsonNode step) {
        noteAllBut(OF_STEP, step, "", " of step " + id);
        noteAllBut(Set.of("max_attempts", "backoff"), step.path("retry"), "retry.", " of step " + id);
        noteAllBut(Set.of("requires_approval"), step.path("compliance"), "compliance.", " of step " + id);
        List<String> conditions = conditions(id, step.path("conditions"));
        if (conditions.isEmpty()) {
            work(to, id, id, step);
            return;
        }
        // What others read as the step's output is that of the switch: the work's, or what it would have got.
        ObjectNode only = to.addObject().put("id", id).putArray("switch").addObject();
        only.put("when", "${ " + String.join(" && ", conditions) + " }");
        work(only.putArray("do"), id, id + "-work", step);
    }

    private void noteAllBut(Set<String> known, JsonNode of, String before, String where) {
        of.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                notes.add(path + ": '" + before + key + "'" + where + " is not mapped");
            }
        });
    }

    /** All must hold. A step that has one without a counterpart is done whatever it says, and a note says so. */
    private List<String> conditions(String id, JsonNode given) {
        List<String> conditions = new ArrayList<>();
        for (JsonNode one : given.isArray() ? given : MAKE.arrayNode().add(given)) {
            if (!one.isMissingNode()) {
                Optional<String> ours = GapExpressions.condition(one.asText());
                if (ours.isEmpty()) {
                    notes.add(path + ": the condition " + one + " of step " + id
                            + " is not mapped; the step is done whatever it says");
                }
                ours.ifPresent(condition -> conditions.add(given.size() > 1 ? "(" + condition + ")" : condition));
            }
        }
        return conditions;
    }

    private void work(ArrayNode to, String id, String called, JsonNode step) {
        JsonNode input = input(id, step);
        if (duties.asks(step.path("compliance"))) {
            duties.approval(to, id, input);
        }
        ObjectNode made = to.addObject().put("id", called);
        String wanted = step.path("agent").asText();
        made.put("agent", wanted.isEmpty() ? self : agents.getOrDefault(wanted, wanted));
        made.set("input", input);
        if (step.path("retry").has("max_attempts")) {
            made.putObject("retry")
                    .put("maxAttempts", step.path("retry").path("max_attempts").asInt());
        }
        if (step.path("retry").has("backoff")) {
            notes.add(path + ": the backoff of step " + id + " is not mapped; pauses begin with a second and double");
        }
    }

    private JsonNode input(String id, JsonNode step) {
        ObjectNode input = MAKE.objectNode();
        for (String key : List.of("action", "skill", "tool")) {
            if (step.path(key).isTextual()) {
                input.put(key, step.path(key).asText());
            }
        }
        input.set(
                "inputs",
                step.path("inputs").isMissingNode() ? MAKE.textNode("${ input }") : mapped(id, step.path("inputs")));
        return input;
    }

    private JsonNode mapped(String id, JsonNode value) {
        if (value.isTextual()) {
            return new TextNode(text(id, value.asText()));
        }
        if (value.isArray()) {
            ArrayNode list = MAKE.arrayNode();
            value.forEach(item -> list.add(mapped(id, item)));
            return list;
        }
        if (value.isObject()) {
            ObjectNode object = MAKE.objectNode();
            value.properties().forEach(entry -> object.set(entry.getKey(), mapped(id, entry.getValue())));
            return object;
        }
        return value;
    }

    private String text(String id, String text) {
        return GapExpressions.text(
                text,
                inside -> notes.add(path + ": the expression '" + inside + "' of step " + id
                        + " is not mapped; it stands there as a text"));
    }
}
