package dev.baton.actors.connector.adk;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/**
 * Has agents of Google's ADK do attempts: each has a session of its own, whose id follows from the attempt's and is a turn
 * of it. After a crash the session tells what has become of the message.
 */
public final class AdkConnector implements AgentConnector {

    public static final String KIND = "adk";

    private final AgentLine line;
    private final PerAgent<AdkAgent> agents = new PerAgent<>(AdkAgent::of);

    /** @param client belongs to the caller, who closes it */
    public AdkConnector(HttpClient client, Secrets secrets, InstantSource clock) {
        this.line = new AgentLine(client, secrets, clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new AdkCall(request, agents.of(request.agent()), line).begin();
    }
}
