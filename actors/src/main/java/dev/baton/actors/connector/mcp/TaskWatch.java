package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The watch over a task until it ends or asks something. */
final class TaskWatch {

    private static final Duration POLL_MIN = Duration.ofMillis(250);
    private static final Duration POLL_MAX = Duration.ofSeconds(5);

    /** In a row: a server that cannot be asked about a task for so long has lost it. */
    private static final int MISSES_MAX = 12;

    private final Talk talk;
    private final Outcome outcome;
    private final Server server;
    private final String task;
    private Duration pause = POLL_MIN;
    private int misses;

    TaskWatch(Talk talk, Outcome outcome, Server server, String task) {
        this.talk = talk;
        this.outcome = outcome;
        this.server = server;
        this.task = task;
    }

    /** What a turn leaves behind that has to do with a task, or with none. */
    static Payload record(@Nullable String task, @Nullable JsonNode state, @Nullable JsonNode asked) {
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("task", task);
        if (state != null) {
            record.set("state", state);
        }
        if (asked != null) {
            record.set("asked", asked);
        }
        return new Payload(record);
    }

    AgentLine.Wire cancellation() {
        return request("tasks/cancel", params());
    }

    private ObjectNode params() {
        return JsonNodeFactory.instance.objectNode().put("taskId", task);
    }

    private AgentLine.Wire request(String method, ObjectNode params) {
        return server.request(
                talk.agent(), talk.request().traceparent(), talk.callId(), method, params, task, Map.of());
    }

    void update(ObjectNode answers) {
        talk.ask(request("tasks/update", params().setAll(answers)), heard -> {
            switch (heard) {
                case Heard.Json answer
                when answer.body().path("error").isObject() ->
                    outcome.refused(answer.body().get("error"));
                case Heard.Json ignored -> talk.progress(record(task, null, null), new Next.Again());
                case Heard.Nothing nothing -> talk.fail(nothing);
            }
        });
    }

    void poll() {
        talk.ask(request("tasks/get", params()), heard -> {
            switch (heard) {
                case Heard.Json answer
                when answer.body().path("error").isObject() ->
                    outcome.refused(answer.body().get("error"));
                case Heard.Json answer -> {
                    misses = 0;
                    moved(answer.body().path("result"));
                }
                case Heard.Nothing nothing -> {
                    misses++;
                    if (nothing.again() && misses < MISSES_MAX) {
                        later();
                    } else {
                        talk.fail(nothing);
                    }
                }
            }
        });
    }

    private void later() {
        Duration wait = pause;
        pause = pause.multipliedBy(3).dividedBy(2);
        pause = pause.compareTo(POLL_MAX) > 0 ? POLL_MAX : pause;
        talk.later(wait, this::poll);
    }

    private void moved(JsonNode now) throws Unusable {
        switch (now.path("status").asText()) {
            case "working" -> later();
            case "completed" -> outcome.complete(now.path("result"));
            case "failed" ->
                talk.fail(
                        ErrorKind.UNAVAILABLE,
                        "its task failed: " + now.at("/error/message").asText("no reason"));
            case "cancelled" -> talk.fail(ErrorKind.CANCELLED, "its task was cancelled");
            case "input_required" -> {
                JsonNode requests = now.path("inputRequests");
                if (isAnswered(requests)) {
                    later();
                } else {
                    outcome.asks(requests, record(task, null, requests));
                }
            }
            default -> throw new Unusable("its task has the status " + now.path("status"));
        }
    }

    /** A task that was just answered may still show what it has asked. */
    private boolean isAnswered(JsonNode requests) {
        return talk.request().turns().stream()
                .anyMatch(turn -> !turn.results().isEmpty()
                        && turn.record().json().path("asked").equals(requests));
    }
}
