package dev.baton.actors.connector.langgraph;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/**
 * Has graphs on a LangGraph server do attempts: each has a thread of its own, whose id follows from the attempt's. The
 * server's runs on it are turns of the attempt, so that after a crash none is begun again.
 */
public final class LangGraphConnector {

    private LangGraphConnector() {}

    public static AgentConnector over(AgentLine line) {
        return new ServerConnector<>(
                "langgraph", GraphAgent::of, (request, agent) -> new GraphCall(request, agent, line).begin());
    }
}
