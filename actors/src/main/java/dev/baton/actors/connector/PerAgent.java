package dev.baton.actors.connector;

import dev.baton.actors.definition.AgentDefinition;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What a connector derives from an agent's definition, derived once. */
public final class PerAgent<T> {

    /** With more versions of agents in use it starts anew: none is kept that nobody uses for ever. */
    static final int REMEMBERED_MAX = 10_000;

    private final ConcurrentHashMap<String, T> byDigest = new ConcurrentHashMap<>();
    private final Function<AgentDefinition, T> derive;

    public PerAgent(Function<AgentDefinition, T> derive) {
        this.derive = derive;
    }

    public T of(AgentDefinition agent) {
        T known = byDigest.get(agent.digest());
        if (known != null) {
            return known;
        }
        if (byDigest.size() >= REMEMBERED_MAX) {
            byDigest.clear();
        }
        return byDigest.computeIfAbsent(agent.digest(), ignored -> derive.apply(agent));
    }
}
