package dev.baton.actors.connector.human;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Payload;

/**
 * Puts an attempt into the inbox of people with a role. The inbox is a view of the attempts that were accepted with a
 * handle of this form, so there is nothing to send.
 */
public final class HumanConnector implements AgentConnector {

    public static final String KIND = "human";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        JsonNode settings = request.agent().connector().settings();
        ObjectNode handle = JsonNodeFactory.instance.objectNode();
        handle.put("human", settings.path("role").textValue());
        handle.put(
                "title",
                settings.path("title").isTextual()
                        ? settings.path("title").textValue()
                        : request.agent().mandate());
        return SettledCall.of(new AttemptResult.Accepted(true, new Payload(handle)));
    }
}
