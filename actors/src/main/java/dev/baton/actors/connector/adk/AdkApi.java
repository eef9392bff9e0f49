package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.ServerSettings;

/** The requests of an ADK server. */
record AdkApi(AdkAgent agent) {

    /** In its state, tools of the agent find the key of what must happen once. */
    Wire makeSession(String session, AttemptRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("state")
                .putObject("baton")
                .put("run", request.run())
                .put("step", request.step())
                .put("attempt", request.attempt());
        return post(ofSession(session), body);
    }

    Wire session(String session) {
        return get(ofSession(session));
    }

    Wire apps() {
        return get("/list-apps");
    }

    /**
     * Answered when the agent is done, or as a stream while it works.
     *
     * @param key of what must happen once
     */
    Wire run(String session, String key, ArrayNode parts) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("appName", agent.app()).put("userId", agent.user()).put("sessionId", session);
        body.putObject("newMessage").put("role", "user").set("parts", parts);
        if (agent.stream()) {
            body.put("streaming", true);
        }
        return post(agent.stream() ? "/run_sse" : "/run", body).once(key);
    }

    static ArrayNode text(JsonNode message) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        parts.addObject().put("text", message.isTextual() ? message.textValue() : message.toString());
        return parts;
    }

    private String ofSession(String session) {
        return "/apps/" + ServerSettings.encoded(agent.app()) + "/users/" + ServerSettings.encoded(agent.user())
                + "/sessions/" + session;
    }

    private Wire get(String path) {
        return Wire.get(agent.url() + path);
    }

    private Wire post(String path, JsonNode body) {
        return Wire.post(agent.url() + path, body);
    }
}
