package dev.baton.actors.connector.a2a;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.connector.ServerConnector;

/**
 * Gives attempts to agents that speak A2A. A task that an agent has begun is recorded as a turn of the attempt: after a
 * crash or a move it is found again by its id.
 */
public final class A2aConnector {

    private A2aConnector() {}

    /** What all calls share. */
    record Means(AgentLine line, Cards cards, Callbacks callbacks, Nudges nudges, Streams streams) {}

    /** @param nudges of those attempts whose agents notify */
    public static AgentConnector over(AgentLine line, Callbacks callbacks, Nudges nudges) {
        Means means = new Means(line, new Cards(line.clock()), callbacks, nudges, new Streams());
        return new ServerConnector<>(
                "a2a", A2aAgent::of, (request, agent) -> new A2aCall(request, agent, means).begin());
    }
}
