package dev.baton.actors.definition;

import java.util.List;

/**
 * What became of a source text.
 *
 * @param workflows those without errors
 * @param agents those without errors
 * @param problems in the order of the text; warnings too
 */
public record Compiled(List<WorkflowDefinition> workflows, List<AgentDefinition> agents, List<Problem> problems) {

    public Compiled {
        workflows = List.copyOf(workflows);
        agents = List.copyOf(agents);
        problems = List.copyOf(problems);
    }

    /** Whether nothing in the text is to be applied. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }
}
