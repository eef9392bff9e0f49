package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.run.End;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.http.follow.Question;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs as tasks, in the form of version 1.0. */
final class TaskJson {

    /** The label that holds the conversation to which a run belongs. */
    static final String CONTEXT = "a2a.context";

    /** The label that holds the id of the message that has started a run. */
    static final String MESSAGE = "a2a.message";

    private static final String STATE = "TASK_STATE_";

    private TaskJson() {}

    /**
     * @param open what the run asks of whoever looks at it
     * @param history whether the message that has begun it is shown
     * @param artifacts whether its output is shown
     */
    static ObjectNode of(RunState state, List<Question> open, boolean history, boolean artifacts) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        task.put("id", state.started().runId());
        task.put("contextId", context(state.started().labels(), state.started().runId()));
        task.set("status", status(state, open));
        End end = state.end();
        if (artifacts && end != null && end.output() != null) {
            task.putArray("artifacts").add(artifact(state));
        }
        if (history) {
            ObjectNode message = task.putArray("history").addObject();
            message.put(
                    "messageId",
                    state.started()
                            .labels()
                            .getOrDefault(MESSAGE, state.started().runId()));
            message.put("role", "ROLE_USER");
            message.set("parts", Parts.of(state.started().input().json()));
        }
        task.putObject("metadata")
                .put("dev.baton/workflow", state.started().workflow())
                .put("dev.baton/version", state.started().version());
        return task;
    }

    static String context(Map<String, String> labels, String run) {
        return labels.getOrDefault(CONTEXT, run);
    }

    static ObjectNode artifact(RunState state) {
        ObjectNode artifact = JsonNodeFactory.instance.objectNode();
        artifact.put("artifactId", "output").put("name", "output");
        artifact.set(
                "parts",
                Parts.of(Objects.requireNonNull(
                                Objects.requireNonNull(state.end()).output())
                        .json()));
        return artifact;
    }

    static ObjectNode status(RunState state, List<Question> open) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("state", STATE + name(state, open));
        status.put(
                "timestamp",
                time(Objects.requireNonNullElse(
                        state.updatedAt(), state.started().startedAt())));
        @Nullable ArrayNode said = said(state, open);
        if (said != null) {
            ObjectNode message = status.putObject("message");
            message.put("messageId", state.started().runId() + "-" + state.lastEvent());
            message.put("role", "ROLE_AGENT");
            message.set("parts", said);
        }
        return status;
    }

    private static String name(RunState state, List<Question> open) {
        return switch (state.status()) {
            case RUNNING, WAITING, PAUSED -> open.isEmpty() ? "WORKING" : "INPUT_REQUIRED";
            case COMPLETED -> "COMPLETED";
            case FAILED, COMPENSATED -> "FAILED";
            case CANCELLED -> "CANCELED";
        };
    }

    private static @Nullable ArrayNode said(RunState state, List<Question> open) {
        RunError error = state.end() == null ? null : state.end().error();
        if (error != null) {
            return text(error.kind().code() + ": " + error.message());
        }
        if (state.ended() || open.isEmpty()) {
            return null;
        }
        Question first = open.getFirst();
        ArrayNode parts = text(first.text());
        ObjectNode details = JsonNodeFactory.instance.objectNode().put("question", first.name());
        if (first.subject() != null) {
            details.set("subject", first.subject());
        }
        if (first instanceof Question.Approval) {
            details.putArray("decisions").add("approve").add("reject");
        }
        if (first.schema() != null) {
            details.set("schema", first.schema());
        }
        parts.addObject().put("mediaType", "application/json").set("data", details);
        return parts;
    }

    private static ArrayNode text(String text) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        parts.addObject().put("text", text).put("mediaType", "text/plain");
        return parts;
    }

    /** As far as lists know it. */
    static ObjectNode of(RunIndexRow row) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        task.put("id", row.runId());
        task.put("contextId", context(row.labels(), row.runId()));
        task.putObject("status").put("state", STATE + name(row)).put("timestamp", time(row.updatedAt()));
        return task;
    }

    private static String name(RunIndexRow row) {
        String waits = Objects.requireNonNullElse(row.waitsFor(), "");
        boolean asks = waits.contains("\"kind\":\"approval\"") || waits.contains("\"kind\":\"signal\"");
        return switch (row.status()) {
            case "completed" -> "COMPLETED";
            case "failed", "compensated" -> "FAILED";
            case "cancelled" -> "CANCELED";
            default -> asks ? "INPUT_REQUIRED" : "WORKING";
        };
    }

    /** The run states that may show as this state; null if there is no such state. */
    static @Nullable List<String> runStatuses(String state) {
        return switch (state) {
            case "TASK_STATE_WORKING" -> List.of("running", "waiting", "paused");
            case "TASK_STATE_INPUT_REQUIRED" -> List.of("waiting");
            case "TASK_STATE_COMPLETED" -> List.of("completed");
            case "TASK_STATE_FAILED" -> List.of("failed", "compensated");
            case "TASK_STATE_CANCELED" -> List.of("cancelled");
            default -> null;
        };
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Whether the client has to do something before the run goes on, or there is no more to come. */
    static boolean rests(RunState state, List<Question> open) {
        return state.ended() || !open.isEmpty();
    }
}
