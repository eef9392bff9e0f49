package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.run.ErrorKind;
import java.util.Map;

/** Finds out which version a server speaks. */
final class Greeting {

    private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    private final Talk talk;
    private final Done done;

    /** What follows. */
    interface Done {

        /** @param name that the server gives itself; empty if it gives none */
        void on(Server server, String name) throws Unusable;
    }

    Greeting(Talk talk, Done done) {
        this.talk = talk;
        this.done = done;
    }

    void begin() {
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
            case Heard.Json answer
            when speaksNewest(answer.body()) ->
                done.on(
                        Server.NEWEST,
                        answer.body()
                                .path("result")
                                .path("_meta")
                                .path(SERVER_INFO)
                                .path("name")
                                .asText());
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
                    String name = answer.body().at("/result/serverInfo/name").asText();
                    talk.ask(
                            server.notification(talk.agent(), "notifications/initialized", null),
                            ignored -> done.on(server, name));
                }
                case Heard.Nothing nothing -> talk.fail(nothing);
            }
        });
    }
}
