package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.http.follow.Question;
import dev.baton.http.rpc.RpcError;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs as tasks. */
final class TaskJson {

    private static final int POLL_MS = 1_000;

    private TaskJson() {}

    /** @param open what the run asks of whoever looks at it */
    static ObjectNode of(RunState state, List<Question> open) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        task.put("taskId", state.started().runId());
        task.put("status", status(state, open));
        task.put("statusMessage", "The run is " + state.status().code() + ".");
        task.put("createdAt", state.started().startedAt().toString());
        task.put(
                "lastUpdatedAt",
                Objects.requireNonNullElse(state.updatedAt(), state.started().startedAt())
                        .toString());
        // A run is kept.
        task.set("ttlMs", NullNode.getInstance());
        task.put("pollIntervalMs", POLL_MS);
        return task;
    }

    /** As the version with sessions names it. */
    static ObjectNode old(RunState state, List<Question> open) {
        ObjectNode task = of(state, open);
        task.set("ttl", task.remove("ttlMs"));
        task.set("pollInterval", task.remove("pollIntervalMs"));
        return task;
    }

    /** With what it has come to, or asks. */
    static ObjectNode whole(RunState state, List<Question> open) {
        ObjectNode task = of(state, open);
        if (state.ended() && state.status() != RunStatus.CANCELLED) {
            @Nullable RpcError defect = ToolResults.defect(state);
            if (defect == null) {
                task.set("result", ToolResults.ended(state));
            } else {
                task.putObject("error").put("code", defect.code()).put("message", defect.message());
            }
        } else if (!open.isEmpty()) {
            task.set("inputRequests", requests(open, Question::key));
        }
        return task;
    }

    private static String status(RunState state, List<Question> open) {
        return switch (state.status()) {
            case RUNNING, WAITING, PAUSED -> open.isEmpty() ? "working" : "input_required";
            case CANCELLED -> "cancelled";
            case COMPLETED, FAILED, COMPENSATED -> ToolResults.defect(state) == null ? "completed" : "failed";
        };
    }

    /** @param name under which each is asked */
    static ObjectNode requests(List<Question> open, Function<Question, String> name) {
        ObjectNode requests = JsonNodeFactory.instance.objectNode();
        for (Question question : open) {
            requests.putObject(name.apply(question))
                    .put("method", "elicitation/create")
                    .set("params", Forms.of(question));
        }
        return requests;
    }
}
