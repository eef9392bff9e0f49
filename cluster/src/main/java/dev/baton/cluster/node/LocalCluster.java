package dev.baton.cluster.node;

import dev.baton.actors.manager.RunManager;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.StoreHealth;
import dev.baton.http.ClusterView;
import dev.baton.http.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/** What this node knows of the cluster and of itself. */
final class LocalCluster implements ClusterView, NodeHealth {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final StoreHealth store;
    private final String region;
    private final Instant upSince = Instant.now();
    private volatile boolean started;

    LocalCluster(ActorSystem<?> system, StoreHealth store, String region) {
        this.system = system;
        this.store = store;
        this.region = region;
    }

    void hasStarted() {
        started = true;
    }

    @Override
    public CompletionStage<ClusterStatus> status() {
        ActorRef<org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery> region =
                ClusterSharding.get(system).shardState();
        return AskPattern
                .<org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                        region,
                        replyTo -> new GetShardRegionState(RunManager.TYPE, replyTo),
                        PATIENCE,
                        system.scheduler())
                .thenApply(this::describe);
    }

    private ClusterStatus describe(ShardRegion.CurrentShardRegionState shards) {
        Cluster cluster = Cluster.get(system);
        ClusterEvent.CurrentClusterState state = cluster.state();
        long runs = shards.getShards().stream()
                .mapToLong(shard -> shard.getEntityIds().size())
                .sum();
        List<Node> nodes = new ArrayList<>();
        for (Member member : state.getMembers()) {
            boolean self = member.equals(cluster.selfMember());
            String status = state.getUnreachable().contains(member)
                    ? "unreachable"
                    : member.status().toString().toLowerCase(Locale.ROOT);
            nodes.add(new Node(
                    member.address().hostPort(),
                    region,
                    status,
                    self,
                    upSince,
                    self ? shards.getShards().size() : 0,
                    self ? runs : 0));
        }
        return new ClusterStatus(region, Cells.COUNT, nodes);
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public List<Check> checks() {
        boolean joined = Cluster.get(system).selfMember().status().equals(MemberStatus.up());
        return List.of(
                new Check("started", started, started ? "" : "the node is starting"),
                new Check("cluster", joined, joined ? "" : "the node has not joined yet"),
                store());
    }

    private Check store() {
        return switch (store.state()) {
            case StoreHealth.State.Up ignored -> new Check("store", true, "");
            case StoreHealth.State.Down down -> new Check("store", false, down.reason());
            case StoreHealth.State.Fenced fenced ->
                new Check("store", false, fenced.reason() + "; stop this one, or start it again to take them back");
        };
    }
}
