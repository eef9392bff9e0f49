package dev.baton.actors.connector.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a LangGraph server about one thread.
 *
 * @param thread the same for each repetition of the attempt
 */
record GraphApi(GraphAgent agent, String thread) {

    /** Of the runs on a thread, to find one that was begun by a request whose answer was lost. */
    private static final int RUNS_MAX = 100;

    /** Under which the server keeps what a run was begun for. */
    private static final String MARK = "baton";

    Wire makeThread(String attempt) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("thread_id", thread).put("if_exists", "do_nothing");
        // Runs inherit what the thread has: the mark is theirs alone.
        body.putObject("metadata").put(MARK + "_attempt", attempt);
        return post("/threads", body);
    }

    Wire runs() {
        return get("/threads/" + thread + "/runs?limit=" + RUNS_MAX);
    }

    /** The id of the run that was begun under this mark; null if there is none. */
    static @Nullable String begun(JsonNode runs, String mark) {
        for (JsonNode run : runs) {
            if (run.path("metadata").path(MARK).asText().equals(mark)) {
                return run.path("run_id").textValue();
            }
        }
        return null;
    }

    /** @param work {@code input} or {@code command} */
    Wire start(String mark, String work, JsonNode value) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("assistant_id", agent.assistant());
        body.set(work, value);
        body.putObject("metadata").put(MARK, mark);
        // Nothing else runs on this thread.
        body.put("multitask_strategy", "reject");
        return post("/threads/" + thread + "/runs", body).once(mark);
    }

    Wire run(String run) {
        return get("/threads/" + thread + "/runs/" + run);
    }

    /** What became of a run: the state, or {@code __error__}, with the status 200 as well. */
    Wire join(String run) {
        return get("/threads/" + thread + "/runs/" + run + "/join");
    }

    /** Its status, what it asks, and its values. */
    Wire state() {
        return get("/threads/" + thread);
    }

    Wire cancel(String run) {
        return post(
                "/threads/" + thread + "/runs/" + run + "/cancel?wait=false&action=interrupt",
                JsonNodeFactory.instance.objectNode());
    }

    private Wire get(String path) {
        return Wire.get(agent.url() + path);
    }

    private Wire post(String path, JsonNode body) {
        return Wire.post(agent.url() + path, body);
    }
}
