package dev.baton.actors.connector.mcp;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/** Gives attempts to tools of MCP servers, over Streamable HTTP: nothing is ever started here as a process. */
public final class McpConnector implements AgentConnector {

    public static final String KIND = "mcp";

    private final AgentLine line;
    private final Servers servers;
    private final OpenCalls open = new OpenCalls();
    private final Passes passes;
    private final PerAgent<McpAgent> agents = new PerAgent<>(McpAgent::of);

    /** @param client belongs to the caller, who closes it */
    public McpConnector(HttpClient client, Secrets secrets, Passes passes, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
        this.passes = passes;
        this.servers = new Servers(clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new McpCall(request, agents.of(request.agent()), line, passes, servers, open).begin();
    }
}
