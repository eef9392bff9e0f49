package dev.baton.actors.connector.adk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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

    /** Answered when the agent is done. */
    Wire run(String session, JsonNode message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("appName", agent.app()).put("userId", agent.user()).put("sessionId", session);
        ObjectNode said = body.putObject("newMessage").put("role", "user");
        said.putArray("parts").addObject().put("text", message.isTextual() ? message.textValue() : message.toString());
        return post("/run", body);
    }

    private String ofSession(String session) {
        return "/apps/" + part(agent.app()) + "/users/" + part(agent.user()) + "/sessions/" + session;
    }

    private static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Wire get(String path) {
        return new Wire("GET", URI.create(agent.url() + path), Map.of(), null);
    }

    private Wire post(String path, JsonNode body) {
        return new Wire("POST", URI.create(agent.url() + path), Map.of(), body);
    }
}
