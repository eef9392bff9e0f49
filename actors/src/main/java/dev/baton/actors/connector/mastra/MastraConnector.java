package dev.baton.actors.connector.mastra;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.ServerConnector;

/**
 * Has workflows and agents of a Mastra server do attempts. A workflow's run has an id that follows from the attempt's and is a
 * turn of it, so that after a crash the same run is watched on. An agent's answer comes at once, or is asked for again.
 */
public final class MastraConnector {

    private MastraConnector() {}

    public static AgentConnector over(AgentLine line) {
        return new ServerConnector<>(
                "mastra",
                MastraAgent::of,
                (request, agent) -> agent.isWorkflow()
                        ? new WorkflowCall(request, agent, line).begin()
                        : new GenerateCall(request, agent, line).begin());
    }
}
