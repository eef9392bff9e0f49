package dev.baton.actors.connector.mastra;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/**
 * Has workflows and agents of a Mastra server do attempts. A workflow's run has an id that follows from the attempt's and is a
 * turn of it, so that after a crash the same run is watched on. An agent's answer comes at once, or is asked for again.
 */
public final class MastraConnector implements AgentConnector {

    public static final String KIND = "mastra";

    private final AgentLine line;
    private final PerAgent<MastraAgent> agents = new PerAgent<>(MastraAgent::of);

    /** @param client belongs to the caller, who closes it */
    public MastraConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        MastraAgent agent = agents.of(request.agent());
        return agent.isWorkflow()
                ? new WorkflowCall(request, agent, line).begin()
                : new GenerateCall(request, agent, line).begin();
    }
}
