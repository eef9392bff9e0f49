package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a server offers besides workflows and runs: prompts, texts, tools of its own. Baton has none of these; whoever
 * embeds a node may, and so do the tests that hold the server against the protocol's own suite.
 */
public interface Additions {

    Additions NONE = new Additions() {
        @Override
        public void declare(ObjectNode capabilities, boolean sessions) {}

        @Override
        public void list(String method, ObjectNode result) {}

        @Override
        public Optional<CompletionStage<Answer>> answer(Request request) {
            return Optional.empty();
        }

        @Override
        public boolean takes(String id, JsonNode result) {
            return false;
        }
    };

    /** @param sessions whether it came in a session, hence in the version that has them */
    record Request(boolean sessions, JsonNode id, String method, ObjectNode params) {}

    /** Adds to what the server says that it can do. */
    void declare(ObjectNode capabilities, boolean sessions);

    /** Adds to the first page of a list of tools, resources or their templates. */
    void list(String method, ObjectNode result);

    /** Empty if it is not for this. Asked first, on whatever thread has the request. */
    Optional<CompletionStage<Answer>> answer(Request request);

    /** Whether it is the answer to something that this has asked the client by that id. */
    boolean takes(String id, JsonNode result);
}
