package dev.baton.actors.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which agents may be asked, by their labels, and which rather than others.
 *
 * @param require labels as {@code name=value}, all of which an agent must have
 * @param prefer labels likewise: who has more of them is asked before others
 */
public record AgentRoute(List<String> require, List<String> prefer) {

    public static final AgentRoute ANY = new AgentRoute(List.of(), List.of());

    public AgentRoute {
        require = List.copyOf(require);
        prefer = List.copyOf(prefer);
    }

    public static AgentRoute of(Map<String, String> require, Map<String, String> prefer) {
        return require.isEmpty() && prefer.isEmpty() ? ANY : new AgentRoute(terms(require), terms(prefer));
    }

    private static List<String> terms(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .toList();
    }

    /** What both say; of a label that both want with different values no agent has both. */
    public AgentRoute and(AgentRoute inner) {
        if (isAny()) {
            return inner;
        }
        return inner.isAny() ? this : new AgentRoute(both(require, inner.require), both(prefer, inner.prefer));
    }

    private static List<String> both(List<String> one, List<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    public boolean isAny() {
        return require.isEmpty() && prefer.isEmpty();
    }

    public boolean allows(KnownAgent agent) {
        return agent.inside() || require.stream().allMatch(agent::has);
    }

    /** Those of the agents that may be asked, the best first and otherwise in their order. */
    public List<String> line(List<String> agents, KnownWorkflows known) {
        record Candidate(String name, long rank) {}
        List<Candidate> line = new ArrayList<>();
        for (String name : agents) {
            KnownAgent agent = known.agent(name);
            if (allows(agent)) {
                line.add(new Candidate(name, prefer.stream().filter(agent::has).count()));
            }
        }
        line.sort((one, other) -> Long.compare(other.rank(), one.rank()));
        return line.stream().map(Candidate::name).toList();
    }

    /** Why none of these agents may be asked. */
    public String refusal(List<String> agents) {
        return "no agent may be asked: the route requires " + String.join(", ", require) + ", and not one of "
                + String.join(", ", agents)
                + " has these labels; label an agent that may do this, or name one in 'fallback'";
    }

    /**
     * What is known of an agent when it is decided who is asked.
     *
     * @param inside whether it is a part of the server, so that nothing leaves it
     */
    public record KnownAgent(Map<String, String> labels, boolean inside) {

        public static final KnownAgent UNKNOWN = new KnownAgent(Map.of(), false);

        public KnownAgent {
            labels = Map.copyOf(labels);
        }

        boolean has(String term) {
            int equals = term.indexOf('=');
            return term.substring(equals + 1).equals(labels.get(term.substring(0, equals)));
        }
    }
}
