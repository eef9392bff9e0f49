package dev.baton.actors.connector;

import dev.baton.actors.definition.AgentDefinition;
import java.util.function.Function;

/**
 * Reaches the agents of one kind behind their servers. Kinds differ in what their definitions say and in the call.
 *
 * @param <A> what the definition of an agent says, read once
 */
public final class ServerConnector<A> implements AgentConnector {

    private final String kind;
    private final PerAgent<A> agents;
    private final Begin<A> begin;

    /** Begins the call of one attempt. */
    @FunctionalInterface
    public interface Begin<A> {
        Call call(AttemptRequest request, A agent);
    }

    /** @param settings of a definition that was checked when it was applied */
    public ServerConnector(String kind, Function<AgentDefinition, A> settings, Begin<A> begin) {
        this.kind = kind;
        this.agents = new PerAgent<>(settings);
        this.begin = begin;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Call call(AttemptRequest request) {
        return begin.call(request, agents.of(request.agent()));
    }
}
