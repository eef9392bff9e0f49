package dev.baton.actors.connector.agentforce;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/** Has agents of Agentforce do attempts: each has a session of its own, which is ended with it. */
public final class AgentforceConnector implements AgentConnector {

    public static final String KIND = "agentforce";

    private final AgentLine line;
    private final PerAgent<AgentforceAgent> agents = new PerAgent<>(AgentforceAgent::of);

    /** @param client belongs to the caller, who closes it */
    public AgentforceConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new AgentforceCall(request, agents.of(request.agent()), line).begin();
    }
}
