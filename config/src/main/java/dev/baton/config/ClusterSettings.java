package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;

/**
 * How nodes find each other: {@code baton.cluster}.
 *
 * @param alone whether this node is the only one of its store, and takes all of it over
 * @param seeds addresses to ask besides those that the store knows, {@code host:port}
 * @param dns name under which the addresses of all nodes are found; empty if there is none
 * @param dnsPort port of the nodes that are found by it
 * @param heartbeat how often a node says in the store that it is there
 * @param tls for what nodes say to each other
 * @param drain how long a node that ends goes on answering while it asks its callers to turn to the others
 * @param forgottenAfter a node that did not say so for this long is not asked any more
 */
public record ClusterSettings(
        boolean alone,
        List<String> seeds,
        String dns,
        int dnsPort,
        Duration heartbeat,
        Duration forgottenAfter,
        Duration drain,
        Tls tls) {

    /**
     * How nodes know each other, and keep others from listening.
     *
     * @param store PKCS#12 file with the node's key, its certificate and the authority that all nodes trust; empty if
     *     nodes talk in the clear
     */
    public record Tls(String store, String password) {

        public boolean isOn() {
            return !store.isEmpty();
        }

        @Override
        public String toString() {
            return "Tls[store=" + store + "]";
        }
    }

    public ClusterSettings {
        seeds = List.copyOf(seeds);
    }

    /** A node that is busy for a moment must not be forgotten. */
    private static final int HEARTBEATS_MIN = 3;

    private static final int PORT_MAX = 65_535;

    private enum Join {
        AUTO,
        ALONE,
        STORE
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static ClusterSettings of(Config config) {
        Section cluster = Section.of(config, "baton.cluster");
        boolean embedded = StoreSettings.of(config).store() == StoreSettings.Kind.SQLITE;
        Join join = cluster.oneOf("join", Join.class);
        if (join == Join.STORE && embedded) {
            throw new IllegalArgumentException("baton.cluster.join must be auto or alone with the embedded store:"
                    + " several nodes need baton.persistence.store = postgresql");
        }
        cluster.text("host");
        cluster.between("port", 0, PORT_MAX);
        Duration heartbeat = cluster.positive("heartbeat");
        return new ClusterSettings(
                embedded || join == Join.ALONE,
                seeds(cluster),
                cluster.textOrEmpty("dns"),
                cluster.between("dns-port", 1, PORT_MAX),
                heartbeat,
                forgottenAfter(cluster.positive("forgotten-after"), heartbeat),
                cluster.duration("drain"),
                new Tls(cluster.textOrEmpty("tls.store"), cluster.textOrEmpty("tls.password")));
    }

    private static List<String> seeds(Section cluster) {
        List<String> seeds = cluster.texts("seeds");
        for (String seed : seeds) {
            if (!seed.matches("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}")
                    || port(seed) > PORT_MAX
                    || port(seed) < 1) {
                throw new IllegalArgumentException(
                        "baton.cluster.seeds must be a list of HOST:PORT such as" + " 10.0.0.11:7355, not " + seed);
            }
        }
        return seeds;
    }

    private static int port(String seed) {
        return Integer.parseInt(seed.substring(seed.lastIndexOf(':') + 1));
    }

    private static Duration forgottenAfter(Duration forgottenAfter, Duration heartbeat) {
        if (forgottenAfter.compareTo(heartbeat.multipliedBy(HEARTBEATS_MIN)) < 0) {
            throw new IllegalArgumentException("baton.cluster.forgotten-after must be at least " + HEARTBEATS_MIN
                    + " times baton.cluster.heartbeat, not " + forgottenAfter + " with " + heartbeat
                    + ": nodes would forget each other while they are there");
        }
        return forgottenAfter;
    }
}
