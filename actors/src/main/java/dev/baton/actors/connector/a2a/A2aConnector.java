package dev.baton.actors.connector.a2a;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import java.time.InstantSource;

/**
 * Gives attempts to agents that speak A2A. A task that an agent has begun is recorded as a turn of the attempt: after a
 * crash or a move it is found again by its id.
 */
public final class A2aConnector implements AgentConnector {

    public static final String KIND = "a2a";

    /** What all calls share. */
    record Means(AgentLine line, Cards cards, Callbacks callbacks, Nudges nudges, Streams streams) {}

    private final Means means;
    private final PerAgent<A2aAgent> agents = new PerAgent<>(A2aAgent::of);

    /**
     * @param client belongs to the caller, who closes it
     * @param nudges of those attempts whose agents notify
     */
    public A2aConnector(HttpClient client, Secrets secrets, Callbacks callbacks, Nudges nudges, InstantSource clock) {
        this.means =
                new Means(new AgentLine(client, secrets, clock), new Cards(clock), callbacks, nudges, new Streams());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return new A2aCall(request, agents.of(request.agent()), means).begin();
    }
}
