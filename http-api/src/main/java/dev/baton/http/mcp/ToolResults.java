package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.End;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.http.rpc.RpcError;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client gets to read of a run. */
final class ToolResults {

    /** By which a client finds the run again that a call was. */
    static final String RUN = "dev.baton/run";

    private static final Set<String> BLOCKS = Set.of("text", "image", "audio", "resource", "resource_link");
    private static final Set<String> FIELDS = Set.of("content", "structuredContent", "isError", "_meta");

    private ToolResults() {}

    /** Of a run that has ended. */
    static ObjectNode ended(RunState state) {
        End end = Objects.requireNonNull(state.end());
        if (end.status() == RunStatus.COMPLETED) {
            JsonNode output = end.output() == null
                    ? JsonNodeFactory.instance.nullNode()
                    : end.output().json();
            if (isResult(output)) {
                ObjectNode given = output.deepCopy();
                given.withObjectProperty("_meta").put(RUN, state.started().runId());
                return given;
            }
            ObjectNode result = of(output.isTextual() ? output.textValue() : output.toString(), state);
            if (output.isObject()) {
                result.set("structuredContent", output);
            }
            return result;
        }
        return of(reason(state), state).put("isError", true);
    }

    /** Whether it is the result of a tool already, pictures and all, such as another server has given. */
    private static boolean isResult(JsonNode output) {
        JsonNode content = output.path("content");
        return content.isArray()
                && !content.isEmpty()
                && content.valueStream()
                        .allMatch(block -> BLOCKS.contains(block.path("type").asText()))
                && output.propertyStream().allMatch(field -> FIELDS.contains(field.getKey()));
    }

    private static String reason(RunState state) {
        End end = Objects.requireNonNull(state.end());
        @Nullable RunError error = end.error();
        return "The run " + state.started().runId() + " "
                + switch (end.status()) {
                    case CANCELLED -> "was cancelled";
                    case COMPENSATED -> "failed, and what it had done was undone";
                    case FAILED, COMPLETED, RUNNING, WAITING, PAUSED -> "failed";
                }
                + (error == null ? "." : " (" + error.kind().code() + "): " + error.message());
    }

    /** A defect is no result of the tool; null if this end is none. */
    static @Nullable RpcError defect(RunState state) {
        End end = Objects.requireNonNull(state.end());
        RunError error = end.error();
        return end.status() == RunStatus.FAILED && error != null && error.kind() == ErrorKind.BUG
                ? RpcError.of(500, RpcError.INTERNAL_ERROR, reason(state))
                : null;
    }

    /** Of a run that has not ended when the client has waited long enough. */
    static ObjectNode goesOn(RunState state) {
        ObjectNode result = of(
                "The run " + state.started().runId() + " goes on; it is "
                        + state.status().code() + " now. The resource "
                        + RunResources.uri(state.started().runId())
                        + " shows how far it is, and its output when it has ended.",
                state);
        result.putObject("structuredContent")
                .put("run", state.started().runId())
                .put("status", state.status().code());
        return result;
    }

    /** The tool could not be used like this; whoever called it may try again. */
    static ObjectNode refused(String why) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("content").addObject().put("type", "text").put("text", why);
        return result.put("isError", true);
    }

    private static ObjectNode of(String text, RunState state) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        result.putObject("_meta").put(RUN, state.started().runId());
        return result;
    }
}
