package dev.baton.actors.connector.crewai;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {crewai: ...}} says, and the requests.
 *
 * @param url of the crew, without a slash at the end
 * @param inputs null for the input
 * @param output in the result
 * @param onFeedback the agent, often a person, who says what is to be mended; null if nobody does
 */
record CrewAgent(
        String url,
        AgentLine.Access access,
        @Nullable Template inputs,
        JsonPointer output,
        @Nullable String onFeedback) {

    private static final JsonPointer OUTPUT = JsonPointer.compile("/output");

    static CrewAgent of(AgentDefinition agent) {
        ServerSettings settings = ServerSettings.of(agent);
        JsonPointer output = settings.pointer("output");
        return new CrewAgent(
                settings.url(),
                settings.access(),
                settings.template("inputs"),
                output == null ? OUTPUT : output,
                settings.textOrNull("onFeedback"));
    }

    /** What stands under {@code meta} comes back in the events of the crew. */
    Wire kickoff(JsonNode given, AttemptRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("inputs", given);
        body.putObject("meta")
                .put("run", request.run())
                .put("step", request.step())
                .put("attempt", request.attempt());
        return Wire.post(url + "/kickoff", body).once(request.attempt());
    }

    Wire status(String execution) {
        return Wire.get(url + "/status/" + ServerSettings.encoded(execution));
    }

    Wire resume(String execution, String task, String feedback, boolean approved, String key) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("execution_id", execution).put("task_id", task);
        body.put("human_feedback", feedback).put("is_approve", approved);
        return Wire.post(url + "/resume", body).once(key);
    }
}
