package dev.baton.actors.connector.agentforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {agentforce: ...}} says, and the requests.
 *
 * @param url of the API, without a slash at the end
 * @param agent its id
 * @param domain the organization's own address
 * @param asAgent whether the agent acts as its own user, not as that of the token
 * @param message what the agent is told; null for the input
 * @param variables of the session; null for none
 * @param stream whether it can be heard while it answers
 * @param onQuestion the agent, often a person, who answers what it asks; null if nobody does
 */
record AgentforceAgent(
        String url,
        AgentLine.Access access,
        String agent,
        String domain,
        boolean asAgent,
        @Nullable Template message,
        @Nullable JsonNode variables,
        boolean stream,
        @Nullable String onQuestion) {

    private static final String PUBLIC_URL = "https://api.salesforce.com/einstein/ai-agent/v1";

    static AgentforceAgent of(AgentDefinition definition) {
        ServerSettings settings = ServerSettings.of(definition);
        return new AgentforceAgent(
                settings.json().has("url") ? settings.url() : PUBLIC_URL,
                settings.access(),
                settings.text("agent"),
                settings.text("domain"),
                settings.json().path("asAgent").asBoolean(true),
                settings.template("message"),
                settings.json().get("variables"),
                settings.json().path("stream").asBoolean(),
                settings.textOrNull("onQuestion"));
    }

    /** @param key by which the organization's logs know the session */
    Wire makeSession(String key) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("externalSessionKey", key);
        body.putObject("instanceConfig").put("endpoint", domain);
        body.putObject("streamingCapabilities").putArray("chunkTypes").add("Text");
        body.put("bypassUser", asAgent);
        if (variables != null) {
            body.set("variables", variables);
        }
        return Wire.post(url + "/agents/" + ServerSettings.encoded(agent) + "/sessions", body)
                .once(key);
    }

    /** @param number greater than that of the message before */
    Wire tell(String session, int number, String text, String key) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("message").put("sequenceId", number).put("type", "Text").put("text", text);
        body.putArray("variables");
        return Wire.post(ofSession(session) + "/messages" + (stream ? "/stream" : ""), body)
                .once(key);
    }

    Wire endSession(String session) {
        return Wire.delete(ofSession(session)).with("x-session-end-reason", "UserRequest");
    }

    private String ofSession(String session) {
        return url + "/sessions/" + ServerSettings.encoded(session);
    }
}
