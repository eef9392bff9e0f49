package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.run.ErrorKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out which version a server speaks, and what its tool is. */
final class Introduction {

    /** A server with more pages of tools is not read to the end. */
    private static final int PAGES_MAX = 50;

    private final Talk talk;
    private final Servers servers;
    private final Done done;

    /** What follows. */
    interface Done {
        void on(Servers.Known known) throws Unusable;
    }

    Introduction(Talk talk, Servers servers, Done done) {
        this.talk = talk;
        this.servers = servers;
        this.done = done;
    }

    void begin() throws Unusable {
        Servers.Known known = servers.known(talk.agent());
        if (known != null) {
            done.on(known);
            return;
        }
        discover(0);
    }

    /** @param round a server may name the version that it wants in its first answer, and understand it in its second */
    private void discover(int round) {
        talk.ask(
                Server.NEWEST.request(
                        talk.agent(),
                        talk.request().traceparent(),
                        -round,
                        "server/discover",
                        JsonNodeFactory.instance.objectNode(),
                        null,
                        Map.of()),
                heard -> discovered(heard, round));
    }

    private void discovered(Heard heard, int round) throws Unusable {
        switch (heard) {
            case Heard.Json answer when speaksNewest(answer.body()) -> list(Server.NEWEST, null, 0);
            case Heard.Json answer when round == 0 && wantsNewest(answer.body()) -> discover(1);
            case Heard.Json ignored -> initialize();
            case Heard.Nothing nothing -> {
                if (nothing.kind() == ErrorKind.REJECTED || nothing.kind() == ErrorKind.INVALID_OUTPUT) {
                    initialize();
                } else {
                    talk.fail(nothing);
                }
            }
        }
    }

    private static boolean wantsNewest(JsonNode body) {
        return body.at("/error/data/supported")
                .valueStream()
                .anyMatch(version -> version.asText().equals(Server.STATELESS));
    }

    private static boolean speaksNewest(JsonNode body) {
        return body.at("/result/supportedVersions")
                .valueStream()
                .anyMatch(version -> version.asText().equals(Server.STATELESS));
    }

    private void initialize() {
        talk.ask(Server.initialize(talk.agent()), heard -> {
            switch (heard) {
                case Heard.Json answer -> {
                    JsonNode version = answer.body().at("/result/protocolVersion");
                    if (!version.isTextual()) {
                        throw new Unusable("it speaks neither " + Server.STATELESS + " nor " + Server.OLDER + ": "
                                + answer.body().at("/error/message").asText("no protocolVersion"));
                    }
                    Server server = new Server(version.textValue(), answer.session());
                    talk.ask(
                            server.notification(talk.agent(), "notifications/initialized", null),
                            ignored -> list(server, null, 0));
                }
                case Heard.Nothing nothing -> talk.fail(nothing);
            }
        });
    }

    private void list(Server server, @Nullable String cursor, int page) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        if (cursor != null) {
            params.put("cursor", cursor);
        }
        talk.ask(
                server.request(
                        talk.agent(), talk.request().traceparent(), page + 1, "tools/list", params, null, Map.of()),
                heard -> {
                    switch (heard) {
                        case Heard.Json answer -> listed(server, answer.body(), page);
                        case Heard.Nothing nothing -> talk.fail(nothing);
                    }
                });
    }

    private void met(Server server, JsonNode tool) throws Unusable {
        ServerTool known;
        try {
            known = ServerTool.of(tool);
        } catch (Unusable never) {
            talk.fail(
                    ErrorKind.REJECTED, "the tool " + talk.agent().tool() + " cannot be called: " + never.getMessage());
            return;
        }
        done.on(servers.learn(talk.agent(), server, known));
    }

    private void listed(Server server, JsonNode body, int page) throws Unusable {
        String tool = talk.agent().tool();
        for (JsonNode one : body.at("/result/tools")) {
            if (one.path("name").asText().equals(tool)) {
                met(server, one);
                return;
            }
        }
        JsonNode next = body.at("/result/nextCursor");
        if (next.isTextual() && page + 1 < PAGES_MAX) {
            list(server, next.textValue(), page + 1);
        } else if (body.path("error").isObject()) {
            talk.fail(
                    ErrorKind.REJECTED,
                    "it does not list its tools: " + body.at("/error/message").asText());
        } else {
            talk.fail(ErrorKind.REJECTED, talk.agent().url() + " has no tool " + tool);
        }
    }
}
