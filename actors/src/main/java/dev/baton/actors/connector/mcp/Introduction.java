package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.ErrorKind;

/** Finds out which version a server speaks, and what its tool is. */
final class Introduction {

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
        new Greeting(talk, (server, name) -> new ToolPages(talk, server, new Search(server)).begin()).begin();
    }

    /** Looks for the one tool that is wanted. */
    private final class Search implements ToolPages.Visitor {

        private final Server server;

        private Search(Server server) {
            this.server = server;
        }

        @Override
        public boolean takes(JsonNode tool) throws Unusable {
            boolean found = tool.path("name").asText().equals(talk.agent().tool());
            if (found) {
                met(server, tool);
            }
            return found;
        }

        @Override
        public void end() {
            talk.fail(
                    ErrorKind.REJECTED,
                    talk.agent().url() + " has no tool " + talk.agent().tool());
        }
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
}
