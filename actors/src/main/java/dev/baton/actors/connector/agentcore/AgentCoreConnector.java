package dev.baton.actors.connector.agentcore;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/** Has agents on AgentCore do attempts: each is an invocation in a session of its own, whose id follows from the attempt's. */
public final class AgentCoreConnector implements AgentConnector {

    public static final String KIND = "agentcore";

    private final AgentLine line;
    private final PerAgent<AgentCoreAgent> agents = new PerAgent<>(AgentCoreAgent::of);

    /** @param client belongs to the caller, who closes it */
    public AgentCoreConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new AgentCoreCall(request, agents.of(request.agent()), line).begin();
    }
}
