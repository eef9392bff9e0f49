package dev.baton.actors.connector.agentcore;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/** Has agents on AgentCore do attempts: each is an invocation in a session of its own, whose id follows from the attempt's. */
public final class AgentCoreConnector {

    private AgentCoreConnector() {}

    public static AgentConnector over(AgentLine line) {
        return new ServerConnector<>(
                "agentcore", AgentCoreAgent::of, (request, agent) -> new AgentCoreCall(request, agent, line).begin());
    }
}
