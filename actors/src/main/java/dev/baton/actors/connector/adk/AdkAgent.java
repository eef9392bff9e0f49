package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Expressions;
import dev.baton.actors.definition.Template;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {adk: ...}} says.
 *
 * @param url of the server, without a slash at the end
 * @param user whose the sessions are
 * @param message what the agent is told; null for the input
 * @param output in the session's state; null for the text of the last answer
 * @param still so long a session without an answer must not change before it counts as left, if its connection was lost
 */
record AdkAgent(
        String url,
        AgentLine.Access access,
        String app,
        String user,
        @Nullable Template message,
        @Nullable JsonPointer output,
        Duration still) {

    private static final Duration STILL = Duration.ofMinutes(1);

    /** Of a definition that was checked when it was applied. */
    static AdkAgent of(AgentDefinition agent) {
        JsonNode settings = agent.connector().settings();
        String url = settings.path("url").asText();
        return new AdkAgent(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                AgentLine.Access.of(settings),
                settings.path("app").asText(),
                settings.path("user").asText("baton"),
                settings.has("message") ? Expressions.template(settings.get("message")) : null,
                settings.has("output")
                        ? JsonPointer.compile(settings.get("output").asText())
                        : null,
                settings.has("still") ? Duration.parse(settings.get("still").asText()) : STILL);
    }
}
