package dev.baton.actors.connector.mcp;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;
import dev.baton.actors.connector.login.Passes;

/** Gives attempts to tools of MCP servers, over Streamable HTTP: nothing is ever started here as a process. */
public final class McpConnector {

    private McpConnector() {}

    public static AgentConnector over(AgentLine line, Passes passes) {
        Servers servers = new Servers(line.clock());
        OpenCalls open = new OpenCalls();
        return new ServerConnector<>(
                "mcp",
                McpAgent::of,
                (request, agent) -> new McpCall(request, agent, line, passes, servers, open).begin());
    }
}
