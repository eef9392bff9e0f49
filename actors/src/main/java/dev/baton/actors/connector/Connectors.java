package dev.baton.actors.connector;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connectors of a node, by kind. */
public final class Connectors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

    private final Map<String, AgentConnector> byKind;
    private final List<AutoCloseable> owned;

    /**
     * @param owned what the connectors share; closed with them
     * @throws IllegalArgumentException if two are of the same kind
     */
    public Connectors(Collection<? extends AgentConnector> connectors, List<? extends AutoCloseable> owned) {
        Map<String, AgentConnector> all = new HashMap<>();
        for (AgentConnector connector : connectors) {
            if (all.put(connector.kind(), connector) != null) {
                throw new IllegalArgumentException("two connectors of kind " + connector.kind());
            }
        }
        this.byKind = Map.copyOf(all);
        this.owned = List.copyOf(owned);
    }

    public Optional<AgentConnector> of(String kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    /** In alphabetical order. */
    public Set<String> kinds() {
        return new TreeSet<>(byKind.keySet());
    }

    @Override
    public void close() {
        for (AutoCloseable resource : owned) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn("Closing {} failed", resource, e);
            }
        }
    }
}
