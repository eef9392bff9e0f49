package dev.baton.actors.connector.agentforce;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/** Has agents of Agentforce do attempts: each has a session of its own, which is ended with it. */
public final class AgentforceConnector {

    private AgentforceConnector() {}

    public static AgentConnector over(AgentLine line) {
        return new ServerConnector<>(
                "agentforce",
                AgentforceAgent::of,
                (request, agent) -> new AgentforceCall(request, agent, line).begin());
    }
}
