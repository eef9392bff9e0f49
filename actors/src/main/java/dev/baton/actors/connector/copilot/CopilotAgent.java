package dev.baton.actors.connector.copilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Template;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {copilot-studio: ...}} says, and the requests.
 *
 * @param url of Direct Line, without a slash at the end
 * @param tokenUrl where a token for a conversation is had without a secret; null if there is a secret
 * @param user who talks to the agent
 * @param message what the agent is told; null for the input
 * @param activities whether the output is all that the agent has sent, not only its words
 * @param quiet so long an agent that has answered must not have said more
 * @param onQuestion the agent, often a person, who answers what it asks; null if a question is an answer
 */
record CopilotAgent(
        String url,
        AgentLine.Access access,
        @Nullable String tokenUrl,
        String user,
        @Nullable String locale,
        @Nullable Template message,
        boolean activities,
        Duration quiet,
        @Nullable String onQuestion) {

    private static final String PUBLIC_URL = "https://directline.botframework.com/v3/directline";
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** Under which a message carries the key of what must happen once. */
    static final String MARK = "baton";

    static CopilotAgent of(AgentDefinition agent) {
        ServerSettings settings = ServerSettings.of(agent);
        return new CopilotAgent(
                settings.json().has("url") ? settings.url() : PUBLIC_URL,
                settings.access(),
                settings.textOrNull("tokenUrl"),
                settings.json().path("user").asText("baton"),
                settings.textOrNull("locale"),
                settings.template("message"),
                settings.text("output").equals("activities"),
                settings.duration("quiet", QUIET),
                settings.textOrNull("onQuestion"));
    }

    Wire makeConversation() {
        return Wire.post(url + "/conversations", JsonNodeFactory.instance.objectNode());
    }

    Wire refresh() {
        return Wire.post(url + "/tokens/refresh", JsonNodeFactory.instance.objectNode());
    }

    /** @param watermark null for all */
    Wire read(String conversation, @Nullable String watermark) {
        String more = watermark == null ? "" : "?watermark=" + ServerSettings.encoded(watermark);
        return Wire.get(ofConversation(conversation) + more);
    }

    Wire say(String conversation, JsonNode what, String key) {
        ObjectNode activity = activity("message");
        activity.put("text", what.isTextual() ? what.textValue() : what.toString());
        activity.putObject("channelData").put(MARK, key);
        if (locale != null) {
            activity.put("locale", locale);
        }
        return Wire.post(ofConversation(conversation), activity).once(key);
    }

    Wire end(String conversation) {
        return Wire.post(ofConversation(conversation), activity("endOfConversation"));
    }

    private ObjectNode activity(String type) {
        ObjectNode activity = JsonNodeFactory.instance.objectNode().put("type", type);
        activity.putObject("from").put("id", user);
        return activity;
    }

    private String ofConversation(String conversation) {
        return url + "/conversations/" + ServerSettings.encoded(conversation) + "/activities";
    }
}
