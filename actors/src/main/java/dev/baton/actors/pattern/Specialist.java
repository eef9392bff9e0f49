package dev.baton.actors.pattern;

import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.ChildRun.ParentClose;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to whom a manager may give tasks.
 *
 * @param mandate what it is there for: the manager reads it
 * @param schema of the input of its tasks, as the workflow declares it; null if it does not
 * @param step has no place of its own in the workflow: its id is that of the manager and its name
 */
public record Specialist(String mandate, @Nullable SchemaCheck schema, Step step) {

    private static final List<String> OF_AGENTS = List.of("retry", "fallback");

    /** By name, in the order of the text. @param id of the manager */
    static Map<String, Specialist> readAll(String id, StepReader manager) {
        Map<String, Specialist> specialists = new LinkedHashMap<>();
        manager.named("specialists").forEach((name, entry) -> {
            if (name.equals(ManagerStep.PLAN)) {
                entry.error(
                        "",
                        "manager.reserved-name",
                        "A specialist cannot be called '" + ManagerStep.PLAN + "': that is what the manager makes",
                        "Give it another name.");
            } else {
                specialists.put(name, read(id + "." + name, entry));
            }
        });
        return specialists;
    }

    private static Specialist read(String id, StepReader entry) {
        boolean agent = entry.has("agent");
        if (agent == entry.has("workflow")) {
            entry.error(
                    "",
                    "manager.specialist",
                    agent ? "Both an agent and a workflow would do the tasks" : "It does not say who does the tasks",
                    "Give exactly one of 'agent' and 'workflow'.");
        }
        for (String key : agent ? List.of("version") : OF_AGENTS) {
            if (entry.has(key)) {
                String kind = agent ? "a workflow" : "an agent";
                entry.error(key, "manager.specialist", "'" + key + "' is only for " + kind, "Remove it.");
            }
        }
        return new Specialist(
                entry.text("mandate"),
                entry.jsonSchema("schema"),
                agent ? AgentStep.inside(id, entry) : workflow(id, entry));
    }

    private static WorkflowStep workflow(String id, StepReader entry) {
        return new WorkflowStep(
                id,
                Step.StepSettings.DEFAULT,
                entry.workflow("workflow", "version", "input"),
                entry.has("version") ? entry.integer("version", 1) : null,
                null,
                entry.optionalDuration("timeout"),
                ParentClose.CANCEL);
    }

    /** Whether its tasks are runs of their own. */
    boolean startsRuns() {
        return step instanceof WorkflowStep;
    }

    /** What the input of a task must be, as far as that is known now: as declared here, else by the workflow itself. */
    @Nullable
    SchemaCheck input(Turn turn) {
        return schema == null && step instanceof WorkflowStep run
                ? turn.workflow(run.workflow(), run.version())
                        .map(KnownWorkflows.Known::input)
                        .orElse(null)
                : schema;
    }
}
