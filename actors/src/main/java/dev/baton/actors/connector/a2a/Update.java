package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of a stream.
 *
 * @param reply what is known by it: of a task, as far as this message says it
 * @param whole whether it says all that there is to be known
 * @param saids what the agent says in it
 */
record Update(Reply reply, boolean whole, List<Said> saids) {

    /**
     * Something that the agent says.
     *
     * @param source what belongs together has the same one
     * @param append whether it comes after what was said before; else it holds all of it
     */
    record Said(String source, String words, boolean append) {}

    Update {
        saids = List.copyOf(saids);
    }

    /** What is known by the first message of a stream: of a task that only a change is told of, nothing but which it is. */
    Reply first() {
        return whole || !(reply instanceof Reply.Task task) ? reply : Reply.Task.underWay(task.id(), task.contextId());
    }

    /** @throws Unreadable if this is no message of the protocol */
    static Update of(Dialect dialect, JsonNode body) throws Unreadable {
        if (body.path("error").isObject()) {
            return new Update(dialect.read(body), true, List.of());
        }
        JsonNode result = dialect.result(body);
        boolean old = dialect == Dialect.JSON_RPC_03;
        JsonNode status = old ? ofKind(result, "status-update") : result.path("statusUpdate");
        JsonNode artifact = old ? ofKind(result, "artifact-update") : result.path("artifactUpdate");
        if (status.isObject()) {
            return new Update(ofStatus(dialect, status), false, said(dialect, status.path("status")));
        }
        if (artifact.isObject()) {
            return new Update(
                    Reply.Task.underWay(id(artifact), artifact.path("contextId").asText()),
                    false,
                    List.of(said(
                            dialect,
                            artifact.path("artifact"),
                            artifact.path("append").asBoolean())));
        }
        Reply reply = dialect.read(body);
        JsonNode task = result.path("task").isObject() ? result.path("task") : result;
        List<Said> saids = new ArrayList<>();
        if (reply instanceof Reply.Task) {
            task.path("artifacts").forEach(one -> saids.add(said(dialect, one, false)));
            saids.addAll(said(dialect, task.path("status")));
        }
        return new Update(reply, true, saids);
    }

    private static JsonNode ofKind(JsonNode result, String kind) {
        return result.path("kind").asText().equals(kind) ? result : result.path("no " + kind);
    }

    private static String id(JsonNode update) throws Unreadable {
        if (!update.path("taskId").isTextual()) {
            throw new Unreadable("it tells of a task without an id");
        }
        return update.get("taskId").textValue();
    }

    private static Reply.Task ofStatus(Dialect dialect, JsonNode update) throws Unreadable {
        Reply.Task known =
                Reply.Task.underWay(id(update), update.path("contextId").asText());
        return new Reply.Task(
                known.id(),
                known.contextId(),
                TaskState.of(update.path("status").path("state").asText()),
                known.artifacts(),
                dialect.parts(update.path("status").path("message").path("parts")),
                Dialect.stamp(update.path("status")));
    }

    private static Said said(Dialect dialect, JsonNode artifact, boolean append) {
        return new Said(
                "artifact " + artifact.path("artifactId").asText(), words(dialect, artifact.path("parts")), append);
    }

    private static List<Said> said(Dialect dialect, JsonNode status) {
        String words = words(dialect, status.path("message").path("parts"));
        String id = status.path("message").path("messageId").asText();
        return words.isEmpty() ? List.of() : List.of(new Said("message " + (id.isEmpty() ? words : id), words, false));
    }

    /** Only texts are said; everything else is given in the end. */
    private static String words(Dialect dialect, JsonNode parts) {
        ArrayNode all = dialect.parts(parts);
        StringBuilder words = new StringBuilder();
        for (JsonNode part : all) {
            words.append(part.path("text").asText());
        }
        return words.toString();
    }
}
