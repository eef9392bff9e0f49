package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the tools of a server that nobody has registered yet; it goes where calls to agents may go, and nowhere else. */
public final class ToolReader {

    /** A server with more tools is to be imported in parts. */
    public static final int TOOLS_MAX = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AgentLine line;
    private final Passes passes;

    /** @param client belongs to the caller, who closes it */
    public ToolReader(HttpClient client, Secrets secrets, Passes passes, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
        this.passes = passes;
    }

    /** What came of it. */
    public sealed interface Found {

        /**
         * @param server as it calls itself; empty if it does not
         * @param notes about tools that no agent can be made of, for people
         */
        record Tools(String server, List<ToolImport> tools, List<String> notes) implements Found {
            public Tools {
                tools = List.copyOf(tools);
                notes = List.copyOf(notes);
            }
        }

        /** @param reason for people */
        record Nothing(String reason) implements Found {}
    }

    /** @param agent that reaches the server; its tool does not matter */
    public CompletionStage<Found> read(String tenant, AgentDefinition agent) {
        Talk talk = new Talk(request(tenant, agent), McpAgent.of(agent), line, passes);
        CompletableFuture<Found> found = new CompletableFuture<>();
        talk.result().whenComplete((result, failure) -> found.complete(new Found.Nothing(reason(result, failure))));
        talk.whenInvited(url -> talk.fail(
                ErrorKind.REJECTED,
                "a person has to allow it, which can be done only for an agent that is there: apply one by hand"));
        JsonNode settings = agent.connector().settings();
        talk.guarded(() -> new Greeting(
                        talk,
                        (server, name) -> new ToolPages(talk, server, new Collector(settings, name, found)).begin())
                .begin());
        return found;
    }

    /** Requests of agents belong to an attempt; this one is made by nobody's run. */
    private AttemptRequest request(String tenant, AgentDefinition agent) {
        return new AttemptRequest(
                tenant,
                "import",
                "import",
                "import~1",
                1,
                agent,
                new Payload(JsonNodeFactory.instance.objectNode()),
                JsonNodeFactory.instance.objectNode(),
                PATIENCE,
                line.clock().instant().plus(PATIENCE));
    }

    private static String reason(@Nullable AttemptResult result, @Nullable Throwable failure) {
        return result instanceof AttemptResult.Failed failed
                ? failed.error().message()
                : String.valueOf(failure == null ? result : failure.getMessage());
    }

    private static final class Collector implements ToolPages.Visitor {

        private final JsonNode settings;
        private final String server;
        private final CompletableFuture<Found> found;
        private final List<ToolImport> tools = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        private Collector(JsonNode settings, String server, CompletableFuture<Found> found) {
            this.settings = settings;
            this.server = server;
            this.found = found;
        }

        @Override
        public boolean takes(JsonNode tool) {
            if (tools.size() == TOOLS_MAX) {
                notes.add("the server has more than " + TOOLS_MAX + " tools; the others were left out");
                end();
                return true;
            }
            try {
                tools.add(new ToolImport(settings, tool, ServerTool.of(tool)));
            } catch (Unusable never) {
                notes.add("the tool " + tool.path("name").asText() + " cannot be called: " + never.getMessage());
            }
            return false;
        }

        @Override
        public void end() {
            found.complete(new Found.Tools(server, tools, notes));
        }
    }
}
