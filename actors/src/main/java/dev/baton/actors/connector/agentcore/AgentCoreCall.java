package dev.baton.actors.connector.agentcore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.connector.client.ServerSentEvents;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One invocation, answered at once or by a stream of events. */
final class AgentCoreCall {

    private final AttemptRequest request;
    private final AgentCoreAgent agent;
    private final WatchedWork work;

    /** The service wants 33 characters at least. */
    private final String session;

    private final List<JsonNode> events = new ArrayList<>();

    AgentCoreCall(AttemptRequest request, AgentCoreAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.work = new WatchedWork(request, line, agent.access());
        this.session = "baton-" + WatchedWork.id(request, "");
    }

    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::invoke, ignored -> invoke(), () -> agent.stop(session));
    }

    private void invoke() {
        work.input(agent.payload())
                .ifPresent(given -> work.events(
                        agent.invoke(session, given, request.attempt()), this::heard, work::failFirst, this::answered));
    }

    private void heard(ServerSentEvents.Event event) {
        byte[] data = event.data().getBytes(StandardCharsets.UTF_8);
        JsonNode said;
        try {
            said = JsonAnswers.parse(data, data.length);
        } catch (IOException words) {
            said = TextNode.valueOf(event.data());
        }
        events.add(said);
        if (said.isTextual()) {
            work.voice().says(session, said.textValue());
        }
    }

    private void answered(JsonNode answer) {
        JsonNode last = events.isEmpty() ? answer : events.getLast();
        if (last.isObject() && last.has("error") && (!events.isEmpty() || last.size() == 1)) {
            JsonNode error = last.get("error");
            work.fail(
                    ErrorKind.UNAVAILABLE,
                    work.name() + " failed: " + (error.isTextual() ? error.textValue() : error.toString()));
            return;
        }
        JsonNode output = events.isEmpty() ? at(answer) : ofEvents();
        if (output.isMissingNode()) {
            work.fail(ErrorKind.INVALID_OUTPUT, work.name() + " answered without " + agent.output());
        } else {
            work.succeed(output, Usage.NONE);
        }
    }

    private JsonNode at(JsonNode json) {
        return agent.output() == null ? json : json.at(agent.output());
    }

    /** Words are one text, and everything else is a list. */
    private JsonNode ofEvents() {
        if (agent.output() != null) {
            return events.reversed().stream()
                    .map(this::at)
                    .filter(found -> !found.isMissingNode())
                    .findFirst()
                    .orElse(MissingNode.getInstance());
        }
        if (events.stream().allMatch(JsonNode::isTextual)) {
            return TextNode.valueOf(events.stream().map(JsonNode::textValue).collect(Collectors.joining()));
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        events.forEach(all::add);
        return all;
    }
}
