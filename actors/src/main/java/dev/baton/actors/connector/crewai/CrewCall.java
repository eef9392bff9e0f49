package dev.baton.actors.connector.crewai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.WatchedCall;
import dev.baton.actors.connector.WatchedWork;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Usage;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One turn with a crew: it is kicked off, and in the next turn watched until it ends or wants somebody's feedback. The record of a
 * turn is {@code {execution, task?}}, the last of which waits for feedback.
 */
final class CrewCall {

    private final AttemptRequest request;
    private final CrewAgent agent;
    private final WatchedWork work;
    private final String name;

    CrewCall(AttemptRequest request, CrewAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.work = new WatchedWork(request, line, agent.access());
        this.name = work.name();
    }

    /** The API has no way to call a crew off. */
    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::kickOff, this::goOn, () -> null);
    }

    private void kickOff() {
        work.input(agent.inputs())
                .ifPresent(given -> work.ask(agent.kickoff(given, request), work::failFirst, this::begun));
    }

    private void begun(JsonNode answer) {
        JsonNode execution = answer.path("kickoff_id");
        if (execution.isTextual()) {
            work.progressed(record(execution.textValue()));
        } else {
            work.fail(ErrorKind.INVALID_OUTPUT, name + " was kicked off without a kickoff_id");
        }
    }

    private static ObjectNode record(String execution) {
        return JsonNodeFactory.instance.objectNode().put("execution", execution);
    }

    private void goOn(AgentTurn.Past past) {
        JsonNode record = past.record().json();
        String execution = record.path("execution").asText();
        if (past.results().isEmpty()) {
            watch(execution);
        } else {
            work.answer(past, agent.onFeedback())
                    .ifPresent(answer -> resume(execution, record.path("task").asText(), answer));
        }
    }

    /** What is resumed is a turn of its own, so that only a crash between the two can resume it twice. */
    private void resume(String execution, String task, JsonNode answer) {
        JsonNode said = answer.path("feedback");
        String feedback =
                said.isTextual() ? said.textValue() : answer.isTextual() ? answer.textValue() : answer.toString();
        boolean approved = answer.path("approve").asBoolean(true);
        String key = request.attempt() + "-" + work.turn();
        work.ask(
                agent.resume(execution, task, feedback, approved, key),
                work::failFirst,
                ignored -> work.progressed(record(execution)));
    }

    private void watch(String execution) {
        work.ask(agent.status(execution), missed(execution), now -> {
            work.heard();
            String status = now.path("status").asText().toLowerCase(Locale.ROOT);
            switch (status) {
                case "pending", "queued", "started", "running" -> work.later(() -> watch(execution));
                case "completed", "success" -> ended(now.path("result"));
                case "error", "failed" -> work.fail(ErrorKind.UNAVAILABLE, name + " failed: " + why(now));
                default -> {
                    if (status.contains("human") || status.contains("paused")) {
                        wants(execution, now);
                    } else {
                        work.fail(
                                ErrorKind.INVALID_OUTPUT,
                                name + ": the execution " + execution + " has the status " + now.path("status"));
                    }
                }
            }
        });
    }

    private Consumer<Heard.Nothing> missed(String execution) {
        return nothing -> work.missed(nothing, () -> watch(execution));
    }

    private static String why(JsonNode status) {
        JsonNode error = status.path("error");
        return error.isTextual() ? error.textValue() : error.isMissingNode() ? "it did not say why" : error.toString();
    }

    private void ended(JsonNode result) {
        JsonNode output = result.at(agent.output());
        if (output.isMissingNode()) {
            work.fail(ErrorKind.INVALID_OUTPUT, name + " ended with a result without " + agent.output());
        } else {
            work.succeed(output, Usage.NONE);
        }
    }

    private void wants(String execution, JsonNode status) {
        String task = status.path("task_id").asText(status.path("current_task").asText());
        if (agent.onFeedback() == null) {
            work.fail(
                    ErrorKind.REJECTED,
                    name + " waits for feedback on its task " + task
                            + " (connector.crewai.onFeedback names an agent or a person who gives it)");
        } else if (task.isEmpty()) {
            work.fail(ErrorKind.INVALID_OUTPUT, name + " waits for feedback without saying on which task");
        } else {
            work.asks(record(execution).put("task", task), agent.onFeedback(), status);
        }
    }
}
