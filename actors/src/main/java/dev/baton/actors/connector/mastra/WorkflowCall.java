package dev.baton.actors.connector.mastra;

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
import java.util.Map;
import java.util.function.Consumer;

/**
 * One turn with a workflow: its run is made, and in the next turn started, unless it was before, and watched until it ends or
 * waits for somebody, which goes on when the connection of the request that has started it is lost. The record of a turn is {@code {run, step?, since?}}, the last two of what waits.
 */
final class WorkflowCall {

    private final AttemptRequest request;
    private final MastraAgent agent;
    private final MastraApi api;
    private final WatchedWork work;
    private final String name;
    private volatile boolean begun;
    private boolean started;

    WorkflowCall(AttemptRequest request, MastraAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.api = new MastraApi(agent, WatchedWork.id(request, ""));
        this.work = new WatchedWork(request, line, agent.access());
        this.name = work.name();
    }

    AgentConnector.Call begin() {
        return WatchedCall.begin(work, this::makeRun, this::goOn, () -> begun ? api.cancel() : null);
    }

    private void makeRun() {
        work.ask(api.makeRun(), work::failFirst, made -> work.progressed(record()));
    }

    private ObjectNode record() {
        return JsonNodeFactory.instance.objectNode().put("run", api.run());
    }

    private void goOn(AgentTurn.Past past) {
        begun = true;
        if (past.results().isEmpty()) {
            watch();
            return;
        }
        JsonNode record = past.record().json();
        work.answer(past, agent.onSuspend())
                .ifPresent(answer -> resumeOnce(
                        record.path("step").asText(), record.path("since").asLong(), answer));
    }

    /** A request whose answer was lost has resumed it, too: then it does not wait, or waits since another time. */
    private void resumeOnce(String step, long since, JsonNode answer) {
        work.ask(api.state(), missed(() -> resumeOnce(step, since, answer)), run -> {
            work.heard();
            if (waitsStill(run, step, since)) {
                work.work(api.resume(step, answer), refused(step, since), ignored -> watch());
            } else {
                judge(run);
            }
        });
    }

    private void watch() {
        work.ask(api.state(), missed(this::watch), run -> {
            work.heard();
            judge(run);
        });
    }

    private Consumer<Heard.Nothing> missed(Runnable again) {
        return nothing -> work.missed(nothing, again);
    }

    private void later() {
        work.later(this::watch);
    }

    private static boolean waitsStill(JsonNode run, String step, long since) {
        return run.path("status").asText().equals("suspended")
                && run.path("steps").path(step).path("suspendedAt").asLong() == since;
    }

    /** The request that was to set the workflow going has failed: by what it has left undone, or on its way. */
    private Consumer<Heard.Nothing> refused(String step, long since) {
        return nothing -> work.ask(api.state(), missed(this::watch), run -> {
            if (run.path("status").asText().equals("pending") || waitsStill(run, step, since)) {
                work.failFirst(nothing);
            } else {
                judge(run);
            }
        });
    }

    private void judge(JsonNode run) {
        switch (run.path("status").asText()) {
            case "pending" -> startOnce();
            case "running", "waiting", "paused" -> later();
            case "success" -> ended(run.path("result").at(agent.output()));
            case "suspended" -> waits(run.path("steps"));
            case "canceled" -> work.fail(ErrorKind.CANCELLED, name + ": the run " + api.run() + " was cancelled");
            case "failed", "tripwire" -> work.fail(ErrorKind.UNAVAILABLE, name + " failed: " + why(run));
            default ->
                work.fail(
                        ErrorKind.INVALID_OUTPUT,
                        name + ": the run " + api.run() + " has the status " + run.path("status"));
        }
    }

    /** A run that was started does not stay pending. */
    private void startOnce() {
        if (started) {
            work.fail(ErrorKind.UNAVAILABLE, name + ": the run " + api.run() + " was started and does not begin");
            return;
        }
        started = true;
        work.input(agent.input()).ifPresent(given -> work.work(api.start(given), refused("", 0), ignored -> watch()));
    }

    private static String why(JsonNode run) {
        JsonNode error = run.path("error");
        JsonNode message = error.isObject() ? error.path("message") : error;
        return message.isTextual() ? message.textValue() : "it did not say why";
    }

    private void ended(JsonNode output) {
        if (output.isMissingNode()) {
            work.fail(ErrorKind.INVALID_OUTPUT, name + " ended with a result without " + agent.output());
        } else {
            work.succeed(output, Usage.NONE);
        }
    }

    /** The first that waits; the next one asks in its turn. */
    private void waits(JsonNode steps) {
        for (Map.Entry<String, JsonNode> step : steps.properties()) {
            if (step.getValue().path("status").asText().equals("suspended")) {
                waits(step.getKey(), step.getValue());
                return;
            }
        }
        work.fail(ErrorKind.INVALID_OUTPUT, name + " waits without saying in which step");
    }

    private void waits(String step, JsonNode state) {
        JsonNode question = question(state.path("suspendPayload"));
        if (agent.onSuspend() == null) {
            work.fail(
                    ErrorKind.REJECTED,
                    name + " waits in its step " + step + ": " + question
                            + " (connector.mastra.onSuspend names an agent or a person who answers)");
        } else {
            ObjectNode record = record();
            record.put("step", step).put("since", state.path("suspendedAt").asLong());
            work.asks(record, agent.onSuspend(), question);
        }
    }

    /** Without what the server keeps in it for itself. */
    private static JsonNode question(JsonNode payload) {
        JsonNode question = payload.deepCopy();
        if (question instanceof ObjectNode object) {
            object.remove("__workflow_meta");
        }
        return question;
    }
}
