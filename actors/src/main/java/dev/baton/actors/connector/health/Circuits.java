package dev.baton.actors.connector.health;

import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.UnreadableDefinition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The circuits to the agents of a node; each node finds out by itself how they are doing. */
public final class Circuits {

    /** With more agents in use those that are well are forgotten. */
    static final int REMEMBERED_MAX = 10_000;

    /** Agents that stand in for one another in a row. */
    private static final int CHAIN_MAX = 10;

    /** Whether people, expressions and workers behind a queue have time is nothing that calls could find out. */
    private static final Set<String> WITHOUT = Set.of("expression", "human", "intent", "queue");

    private record AgentKey(String tenant, String agent) {}

    private final ConcurrentHashMap<AgentKey, Circuit> circuits = new ConcurrentHashMap<>();
    private final Catalog catalog;
    private final InstantSource clock;
    private final Counter refused;

    public Circuits(Catalog catalog, MeterRegistry registry, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
        Gauge.builder(
                        "baton.agents.circuits.open",
                        circuits,
                        all -> all.values().stream().filter(Circuit::isOpen).count())
                .description("agents that are not called, or by a single call at a time, because they failed too much")
                .register(registry);
        this.refused = Counter.builder("baton.agents.calls.refused")
                .description("attempts that failed without a call because the agent had failed too much")
                .register(registry);
    }

    /** Empty for an agent that has none. */
    public Optional<Circuit> of(String tenant, AgentDefinition agent) {
        if (!agent.circuit().enabled() || WITHOUT.contains(agent.connector().kind())) {
            return Optional.empty();
        }
        if (circuits.size() >= REMEMBERED_MAX) {
            circuits.values().removeIf(Circuit::isForgettable);
        }
        Circuit circuit =
                circuits.computeIfAbsent(new AgentKey(tenant, agent.name()), ignored -> new Circuit(agent.circuit()));
        circuit.follow(agent.circuit());
        return Optional.of(circuit);
    }

    /** Of the agent with this name. */
    public AgentHealth health(String tenant, String agent) {
        Circuit circuit = circuits.get(new AgentKey(tenant, agent));
        return circuit == null ? AgentHealth.UNKNOWN : circuit.health(clock.instant());
    }

    /** The first agent that stands in for this one and may be called now; counts the refusal of the call. */
    public Optional<String> insteadOf(String tenant, AgentDefinition agent) {
        refused.increment();
        Instant now = clock.instant();
        Set<String> seen = new HashSet<>(Set.of(agent.name()));
        Optional<AgentDefinition> next = standIn(tenant, agent, seen);
        while (next.isPresent() && seen.size() <= CHAIN_MAX) {
            Circuit circuit = circuits.get(new AgentKey(tenant, next.get().name()));
            if (circuit == null || circuit.refusal(now) == null) {
                return next.map(AgentDefinition::name);
            }
            next = standIn(tenant, next.get(), seen);
        }
        return Optional.empty();
    }

    private Optional<AgentDefinition> standIn(String tenant, AgentDefinition agent, Set<String> seen) {
        return Optional.ofNullable(agent.fallback()).filter(seen::add).flatMap(name -> readable(tenant, name));
    }

    /** Who cannot be read here cannot be asked here in place of another. */
    private Optional<AgentDefinition> readable(String tenant, String name) {
        try {
            return catalog.agent(tenant, name);
        } catch (UnreadableDefinition newer) {
            return Optional.empty();
        }
    }
}
