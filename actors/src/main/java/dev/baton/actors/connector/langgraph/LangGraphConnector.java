package dev.baton.actors.connector.langgraph;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/**
 * Has graphs on a LangGraph server do attempts: each has a thread of its own, whose id follows from the attempt's. The
 * server's runs on it are turns of the attempt, so that after a crash none is begun again.
 */
public final class LangGraphConnector implements AgentConnector {

    public static final String KIND = "langgraph";

    private final AgentLine line;
    private final PerAgent<GraphAgent> agents = new PerAgent<>(GraphAgent::of);

    /** @param client belongs to the caller, who closes it */
    public LangGraphConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new GraphCall(request, agents.of(request.agent()), line).begin();
    }
}
