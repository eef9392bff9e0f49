package dev.baton.actors.connector.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn with a graph: a run is begun on the attempt's thread, or watched until it ends or asks something. What a later
 * turn needs is in the record of this one: {@code {run}}.
 */
final class GraphCall {

    private final AttemptRequest request;
    private final GraphAgent agent;
    private final GraphApi api;
    private final WatchedWork work;
    private final String name;
    private volatile @Nullable String run;

    GraphCall(AttemptRequest request, GraphAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.api = new GraphApi(agent, WatchedWork.id(request, ""));
        this.work = new WatchedWork(request, line, agent.access());
        this.name = work.name();
    }

    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::makeThread, this::goOn, this::cancelRun);
    }

    private @Nullable Wire cancelRun() {
        String open = run;
        return open == null ? null : api.cancel(open);
    }

    private void makeThread() {
        String mark = request.attempt();
        work.input(agent.input())
                .ifPresent(given ->
                        work.ask(api.makeThread(mark), work::failFirst, ignored -> startOnce(mark, "input", given)));
    }

    private void goOn(AgentTurn.Past past) {
        JsonNode record = past.record().json();
        String known = record.path("run").asText();
        run = known;
        if (past.results().isEmpty()) {
            watch(known);
            return;
        }
        work.answer(past, agent.onInterrupt()).ifPresent(answer -> {
            ObjectNode command = JsonNodeFactory.instance.objectNode();
            command.set("resume", answer);
            startOnce(request.attempt() + "-" + work.turn(), "command", command);
        });
    }

    /** A request whose answer was lost has begun a run, too. */
    private void startOnce(String mark, String as, JsonNode value) {
        work.ask(api.runs(), work::failFirst, runs -> {
            String begun = GraphApi.begun(runs, mark);
            if (begun == null) {
                work.ask(api.start(mark, as, value), work::failFirst, started -> begun(started.path("run_id")));
            } else {
                progressed(begun);
            }
        });
    }

    private void begun(JsonNode id) {
        if (id.isTextual()) {
            progressed(id.textValue());
        } else {
            work.fail(ErrorKind.INVALID_OUTPUT, name + " began a run without saying which");
        }
    }

    private void progressed(String begun) {
        run = begun;
        work.progressed(record(begun));
    }

    private static ObjectNode record(String run) {
        return JsonNodeFactory.instance.objectNode().put("run", run);
    }

    private void watch(String open) {
        work.ask(api.run(open), missed(open), now -> {
            work.heard();
            switch (now.path("status").asText()) {
                case "pending", "running" -> later(open);
                case "error", "timeout" -> work.ask(api.join(open), missed(open), this::failed);
                case "success" -> work.ask(api.state(), missed(open), state -> ended(open, state));
                // By somebody else: this call would be over.
                case "interrupted" -> work.fail(ErrorKind.CANCELLED, name + ": the run " + open + " was cancelled");
                default ->
                    work.fail(
                            ErrorKind.INVALID_OUTPUT,
                            name + ": the run " + open + " has the status " + now.path("status"));
            }
        });
    }

    private Consumer<Heard.Nothing> missed(String open) {
        return nothing -> work.missed(nothing, () -> watch(open));
    }

    private void later(String open) {
        work.later(() -> watch(open));
    }

    private void failed(JsonNode joined) {
        JsonNode error = joined.path("__error__");
        String message = error.path("message").asText(error.isMissingNode() ? "it did not say why" : error.toString());
        work.fail(ErrorKind.UNAVAILABLE, name + " failed: " + message);
    }

    /** A run that has ended well may have ended because it asks something: that is known by the thread. */
    private void ended(String open, JsonNode state) {
        switch (state.path("status").asText()) {
            case "interrupted" -> asks(open, questions(state.path("interrupts")));
            case "busy" -> later(open);
            default -> {
                JsonNode output = state.path("values").at(agent.output());
                if (output.isMissingNode()) {
                    work.fail(ErrorKind.INVALID_OUTPUT, name + " ended in a state without " + agent.output());
                } else {
                    work.succeed(output, Usage.NONE);
                }
            }
        }
    }

    /** The server groups them by the task that asks. */
    private static ArrayNode questions(JsonNode interrupts) {
        ArrayNode questions = JsonNodeFactory.instance.arrayNode();
        interrupts.forEach(ofTask -> ofTask.forEach(interrupt -> {
            ObjectNode question = questions.addObject();
            question.set("id", interrupt.has("id") ? interrupt.get("id") : interrupt.path("interrupt_id"));
            question.set("value", interrupt.path("value"));
        }));
        return questions;
    }

    private void asks(String open, ArrayNode questions) {
        if (agent.onInterrupt() == null) {
            work.fail(
                    ErrorKind.REJECTED,
                    name + " asks: " + question(questions)
                            + " (connector.langgraph.onInterrupt names an agent or a person who answers)");
        } else {
            work.asks(record(open), agent.onInterrupt(), question(questions));
        }
    }

    /** Several can only be answered by their ids. */
    private static JsonNode question(ArrayNode questions) {
        return questions.size() == 1 ? questions.get(0).path("value") : questions;
    }
}
