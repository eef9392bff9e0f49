package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
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
 * @param stream whether it can be heard while it works
 * @param onInput the agent, often a person, who answers its long-running tools; null if nobody does
 * @param still so long a session without an answer must not change before it counts as left, if its connection was lost
 */
record AdkAgent(
        String url,
        AgentLine.Access access,
        String app,
        String user,
        @Nullable Template message,
        @Nullable JsonPointer output,
        boolean stream,
        @Nullable String onInput,
        Duration still) {

    private static final Duration STILL = Duration.ofMinutes(1);

    /** Of a definition that was checked when it was applied. */
    static AdkAgent of(AgentDefinition agent) {
        ServerSettings settings = ServerSettings.of(agent);
        return new AdkAgent(
                settings.url(),
                settings.access(),
                settings.text("app"),
                settings.json().path("user").asText("baton"),
                settings.template("message"),
                settings.pointer("output"),
                settings.json().path("stream").asBoolean(),
                settings.textOrNull("onInput"),
                settings.duration("still", STILL));
    }
}
