package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.run.ErrorKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through the tools that a server lists, page by page. */
final class ToolPages {

    /** A server with more pages of tools is not read to the end. */
    private static final int PAGES_MAX = 50;

    private final Talk talk;
    private final Server server;
    private final Visitor visitor;

    /** Sees the tools. */
    interface Visitor {

        /** Whether no more are to be seen. */
        boolean takes(JsonNode tool) throws Unusable;

        /** All were seen. */
        void end();
    }

    ToolPages(Talk talk, Server server, Visitor visitor) {
        this.talk = talk;
        this.server = server;
        this.visitor = visitor;
    }

    void begin() {
        list(null, 0);
    }

    private void list(@Nullable String cursor, int page) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        if (cursor != null) {
            params.put("cursor", cursor);
        }
        talk.ask(
                server.request(
                        talk.agent(), talk.request().traceparent(), page + 1, "tools/list", params, null, Map.of()),
                heard -> {
                    switch (heard) {
                        case Heard.Json answer -> listed(answer.body(), page);
                        case Heard.Nothing nothing -> talk.fail(nothing);
                    }
                });
    }

    private void listed(JsonNode body, int page) throws Unusable {
        for (JsonNode one : body.at("/result/tools")) {
            if (visitor.takes(one)) {
                return;
            }
        }
        JsonNode next = body.at("/result/nextCursor");
        if (next.isTextual() && page + 1 < PAGES_MAX) {
            list(next.textValue(), page + 1);
        } else if (body.path("error").isObject()) {
            talk.fail(
                    ErrorKind.REJECTED,
                    "it does not list its tools: " + body.at("/error/message").asText());
        } else {
            visitor.end();
        }
    }
}
