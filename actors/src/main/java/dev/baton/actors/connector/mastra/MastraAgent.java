package dev.baton.actors.connector.mastra;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {mastra: ...}} says.
 *
 * @param url of the server with its prefix, without a slash at the end
 * @param isWorkflow whether {@code id} is that of a workflow, and not of an agent
 * @param input what it gets; null for the input of the attempt
 * @param output in the workflow's result, or in the agent's answer
 * @param onSuspend the agent, often a person, who answers what a workflow waits for; null if nobody does
 */
record MastraAgent(
        String url,
        AgentLine.Access access,
        boolean isWorkflow,
        String id,
        @Nullable Template input,
        JsonPointer output,
        @Nullable String onSuspend) {

    /** Where an agent's answer has its words. */
    private static final String TEXT = "/text";

    /** Of a definition that was checked when it was applied. */
    static MastraAgent of(AgentDefinition agent) {
        ServerSettings settings = ServerSettings.of(agent);
        boolean isWorkflow = settings.json().has("workflow");
        return new MastraAgent(
                settings.url(),
                settings.access(),
                isWorkflow,
                settings.text(isWorkflow ? "workflow" : "agent"),
                settings.template("input"),
                JsonPointer.compile(settings.json().path("output").asText(isWorkflow ? "" : TEXT)),
                settings.textOrNull("onSuspend"));
    }
}
