package dev.baton.actors.connector.mastra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.ServerSettings;

/**
 * The requests of a Mastra server about one run of a workflow, or one answer of an agent.
 *
 * @param run the same for each repetition of the attempt
 */
record MastraApi(MastraAgent agent, String run) {

    /** A run that is there already is left as it is. */
    Wire makeRun() {
        return post(workflow() + "/create-run?runId=" + run, JsonNodeFactory.instance.objectNode());
    }

    /**
     * Answered when the workflow has ended, waits for somebody, or refuses its input. {@code /start} answers at once, and keeps
     * to itself that an input was refused: such a run stays pending for ever.
     */
    Wire start(JsonNode input) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("inputData", input);
        return post(workflow() + "/start-async?runId=" + run, body).once(run);
    }

    Wire state() {
        return Wire.get(agent.url() + workflow() + "/runs/" + run);
    }

    /** Answered like {@link #start}. */
    Wire resume(String step, JsonNode answer) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("step", step).set("resumeData", answer);
        return post(workflow() + "/resume-async?runId=" + run, body);
    }

    Wire cancel() {
        return post(workflow() + "/runs/" + run + "/cancel", JsonNodeFactory.instance.objectNode());
    }

    /** Answered when the agent is done. */
    Wire generate(JsonNode input) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("runId", run);
        if (input.path("messages").isArray()) {
            body.set("messages", input.get("messages"));
        } else {
            body.putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put("content", input.isTextual() ? input.textValue() : input.toString());
        }
        return post("/agents/" + ServerSettings.encoded(agent.id()) + "/generate", body)
                .once(run);
    }

    private String workflow() {
        return "/workflows/" + ServerSettings.encoded(agent.id());
    }

    private Wire post(String path, JsonNode body) {
        return Wire.post(agent.url() + path, body);
    }
}
