package dev.baton.actors.connector.adk;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/**
 * Has agents of Google's ADK do attempts: each has a session of its own, whose id follows from the attempt's and is a turn
 * of it. After a crash the session tells what has become of the message.
 */
public final class AdkConnector {

    private AdkConnector() {}

    public static AgentConnector over(AgentLine line) {
        return new ServerConnector<>(
                "adk", AdkAgent::of, (request, agent) -> new AdkCall(request, agent, line).begin());
    }
}
