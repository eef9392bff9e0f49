package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.run.RunState;
import dev.baton.http.follow.Question;
import java.util.ArrayList;
import java.util.List;

/** What those who follow a task are told: each change of its state, and its output. */
final class Changes {

    private String shown;

    /** @param shown of a follower that was told something already */
    Changes(String shown) {
        this.shown = shown;
    }

    /** Of one who knows that the task is there, and nothing else. */
    static Changes sinceBegin() {
        return new Changes(digest("TASK_STATE_WORKING"));
    }

    /** Of one who knows how it is now. */
    static Changes since(RunState state, List<Question> open) {
        return new Changes(mark(TaskJson.status(state, open)));
    }

    /** By which it is known what was told last. */
    String shown() {
        return shown;
    }

    /** Two questions one after the other are two states. */
    private static String mark(ObjectNode status) {
        JsonNode parts = status.at("/message/parts");
        return digest(status.path("state").asText() + (parts.isMissingNode() ? "" : parts));
    }

    private static String digest(String text) {
        return CanonicalJson.digest(TextNode.valueOf(text));
    }

    /** In order; none if nothing is to be said. */
    List<ObjectNode> upTo(RunState state, List<Question> open) {
        ObjectNode status = TaskJson.status(state, open);
        String mark = mark(status);
        List<ObjectNode> updates = new ArrayList<>();
        if (mark.equals(shown)) {
            return updates;
        }
        shown = mark;
        if (state.end() != null && state.end().output() != null) {
            ObjectNode artifact = JsonNodeFactory.instance.objectNode();
            about(artifact.putObject("artifactUpdate"), state)
                    .put("lastChunk", true)
                    .set("artifact", TaskJson.artifact(state));
            updates.add(artifact);
        }
        ObjectNode update = JsonNodeFactory.instance.objectNode();
        about(update.putObject("statusUpdate"), state).set("status", status);
        updates.add(update);
        return updates;
    }

    private static ObjectNode about(ObjectNode update, RunState state) {
        String run = state.started().runId();
        return update.put("taskId", run)
                .put("contextId", TaskJson.context(state.started().labels(), run));
    }
}
