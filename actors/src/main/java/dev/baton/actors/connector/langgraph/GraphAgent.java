package dev.baton.actors.connector.langgraph;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {langgraph: ...}} says.
 *
 * @param url of the server, without a slash at the end
 * @param assistant its id, or the name of its graph
 * @param input of the graph; null for that of the attempt
 * @param output in the graph's last state
 * @param onInterrupt the agent, often a person, who answers what the graph asks; null if nobody does
 */
record GraphAgent(
        String url,
        AgentLine.Access access,
        String assistant,
        @Nullable Template input,
        JsonPointer output,
        @Nullable String onInterrupt) {

    /** Of a definition that was checked when it was applied. */
    static GraphAgent of(AgentDefinition agent) {
        ServerSettings settings = ServerSettings.of(agent);
        return new GraphAgent(
                settings.url(),
                settings.access(),
                settings.text("assistant"),
                settings.template("input"),
                JsonPointer.compile(settings.text("output")),
                settings.textOrNull("onInterrupt"));
    }
}
