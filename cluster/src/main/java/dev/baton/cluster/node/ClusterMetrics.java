package dev.baton.cluster.node;

import dev.baton.actors.manager.Territory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;

/** What operators see of the cluster in this node's metrics. */
final class ClusterMetrics {

    private ClusterMetrics() {}

    static void register(
            MeterRegistry meters,
            ActorSystem<?> system,
            Territory territory,
            String region,
            NodeCertificate certificate) {
        Cluster cluster = Cluster.get(system);
        Gauge.builder("baton.cluster.members", cluster, ClusterMetrics::members)
                .description("Nodes of the cluster, as this one sees it")
                .tag("region", region)
                .register(meters);
        // The machine's clock: by it the other side of a connection decides.
        Gauge.builder("baton.cluster.certificate", certificate, shown -> shown.secondsLeft(Instant.now()))
                .description("Until the first certificate of the node ends")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("baton.cluster.unreachable", cluster, ClusterMetrics::unreachable)
                .description("Those of them that cannot be reached")
                .register(meters);
        Gauge.builder("baton.cluster.shards", territory, own -> own.held().size())
                .description("Shards that are this node's to write")
                .tag("region", region)
                .register(meters);
        Counter gained = handoffs(meters, "in");
        Counter given = handoffs(meters, "out");
        territory.onGained(cell -> gained.increment());
        territory.onGivenUp(cell -> given.increment());
    }

    private static Counter handoffs(MeterRegistry meters, String direction) {
        return Counter.builder("baton.cluster.handoffs")
                .description("Shards that came to this node, and that left it")
                .tag("direction", direction)
                .register(meters);
    }

    private static double members(Cluster cluster) {
        double count = 0;
        for (Object ignored : cluster.state().getMembers()) {
            count++;
        }
        return count;
    }

    private static double unreachable(Cluster cluster) {
        return cluster.state().getUnreachable().size();
    }
}
