package dev.baton.actors.definition;

import dev.baton.actors.trigger.TriggerDefinition;
import dev.baton.actors.webhook.WebhookDefinition;
import java.util.List;

/**
 * What became of a source text.
 *
 * @param workflows those without errors
 * @param agents those without errors
 * @param schedules those without errors
 * @param triggers those without errors
 * @param webhooks those without errors
 * @param problems in the order of the text; warnings too
 */
public record Compiled(
        List<WorkflowDefinition> workflows,
        List<AgentDefinition> agents,
        List<ScheduleDefinition> schedules,
        List<TriggerDefinition> triggers,
        List<WebhookDefinition> webhooks,
        List<Problem> problems) {

    public Compiled {
        workflows = List.copyOf(workflows);
        agents = List.copyOf(agents);
        schedules = List.copyOf(schedules);
        triggers = List.copyOf(triggers);
        webhooks = List.copyOf(webhooks);
        problems = List.copyOf(problems);
    }

    /** How many definitions there are. */
    public int size() {
        return workflows.size() + agents.size() + schedules.size() + triggers.size() + webhooks.size();
    }

    /** Whether nothing in the text is to be applied. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }
}
