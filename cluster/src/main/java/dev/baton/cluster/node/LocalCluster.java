package dev.baton.cluster.node;

import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.manager.RunManager;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.StoreHealth;
import dev.baton.http.ClusterView;
import dev.baton.http.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/** What this node knows of the cluster and of itself. */
final class LocalCluster implements ClusterView, NodeHealth, Neighbours.Host {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final StoreHealth store;
    private final LoadProbe load;
    private final String region;
    private final Neighbours neighbours;
    private final DefinitionCatalog catalog;
    private final Nudges nudges;
    private final ShardedRuns runs;
    private final Supplier<String> url;
    private final Instant upSince = Instant.now();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean started;

    /** @param url of this node's API, when it is known */
    LocalCluster(
            ActorSystem<?> system,
            StoreHealth store,
            LoadProbe load,
            String region,
            Neighbours neighbours,
            DefinitionCatalog catalog,
            Nudges nudges,
            ShardedRuns runs,
            Supplier<String> url) {
        this.system = system;
        this.store = store;
        this.load = load;
        this.region = region;
        this.neighbours = neighbours;
        this.catalog = catalog;
        this.nudges = nudges;
        this.runs = runs;
        this.url = url;
    }

    void hasStarted() {
        started = true;
    }

    @Override
    public CompletionStage<ClusterStatus> status() {
        Cluster cluster = Cluster.get(system);
        ClusterEvent.CurrentClusterState state = cluster.state();
        List<CompletableFuture<Node>> nodes = new ArrayList<>();
        for (Member member : state.getMembers()) {
            boolean self = member.equals(cluster.selfMember());
            nodes.add(details(member, self)
                    .thenApply(details -> node(member, state, self, details))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new))
                .thenApply(all -> new ClusterStatus(
                        region,
                        Cells.COUNT,
                        nodes.stream().map(CompletableFuture::join).toList()));
    }

    private Node node(Member member, ClusterEvent.CurrentClusterState state, boolean self, Optional<Details> details) {
        String status = state.getUnreachable().contains(member)
                ? "unreachable"
                : member.status().toString().toLowerCase(Locale.ROOT);
        boolean leader = member.address().equals(state.getLeader());
        return new Node(address(member), region, status, self, leader, details.orElse(null));
    }

    private static String address(Member member) {
        String address = member.address().hostPort();
        return address.substring(address.indexOf('@') + 1);
    }

    private CompletionStage<Optional<Details>> details(Member member, boolean self) {
        CompletionStage<NodeMessage.Answer> answer =
                self ? describe().thenApply(mine -> mine) : neighbours.ask(member, NodeMessage.Describe::new);
        return answer.handle((said, failure) -> said instanceof NodeMessage.Answer.Description of
                ? Optional.of(new Details(of.version(), of.url(), of.upSince(), of.shards(), of.runs()))
                : Optional.empty());
    }

    @Override
    public CompletionStage<NodeMessage.Answer.Description> describe() {
        return AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                        ClusterSharding.get(system).shardState(),
                        replyTo -> new GetShardRegionState(RunManager.TYPE, replyTo),
                        PATIENCE,
                        system.scheduler())
                .thenApply(shards -> new NodeMessage.Answer.Description(
                        Version.CURRENT,
                        url.get(),
                        upSince,
                        shards.getShards().size(),
                        shards.getShards().stream()
                                .mapToLong(shard -> shard.getEntityIds().size())
                                .sum()));
    }

    @Override
    public CompletionStage<Rebalance> rebalance(boolean dryRun) {
        return status().thenCompose(status -> {
            Rebalance plan = Rebalance.of(status.nodes());
            return dryRun || plan.even()
                    ? CompletableFuture.completedStage(plan)
                    : tellAllToSpread().thenApply(told -> plan);
        });
    }

    /** Which of them looks after the shards is nothing that members tell; the others do nothing about it. */
    private CompletionStage<Void> tellAllToSpread() {
        spreadAtOnce();
        List<CompletableFuture<?>> told = new ArrayList<>();
        for (Member member : neighbours.others()) {
            told.add(neighbours
                    .ask(member, NodeMessage.SpreadAtOnce::new)
                    .handle((done, failure) -> done)
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    @Override
    public void spreadAtOnce() {
        runs.spreadAtOnce();
    }

    @Override
    public CompletionStage<Draining> drain(String address) {
        for (Member member : Cluster.get(system).state().getMembers()) {
            if (address(member).equals(address)) {
                return someoneIsThereBeside(member)
                        ? drain(member)
                        : CompletableFuture.completedStage(Draining.LAST_NODE);
            }
        }
        return CompletableFuture.completedStage(Draining.NO_SUCH_NODE);
    }

    private CompletionStage<Draining> drain(Member member) {
        if (member.equals(Cluster.get(system).selfMember())) {
            drain();
            return CompletableFuture.completedStage(Draining.BEGUN);
        }
        return neighbours
                .ask(member, NodeMessage.Drain::new)
                .handle((done, failure) -> failure == null ? Draining.BEGUN : Draining.NO_SUCH_NODE);
    }

    private boolean someoneIsThereBeside(Member draining) {
        Cluster cluster = Cluster.get(system);
        for (Member member : cluster.state().getMembers()) {
            boolean goes = member.equals(draining) || (drained.isDone() && member.equals(cluster.selfMember()));
            if (!goes
                    && member.status().equals(MemberStatus.up())
                    && !cluster.state().getUnreachable().contains(member)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void drain() {
        drained.complete(null);
    }

    /** Completes when somebody wants this node to hand its work over and end. */
    CompletionStage<Void> drained() {
        return drained;
    }

    @Override
    public void nudged(Callbacks.Subject subject) {
        nudges.nudge(subject);
    }

    @Override
    public CompletionStage<Void> definitionApplied(String tenant, String name) {
        return catalog.refresh(tenant, name);
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Duration delay() {
        return load.delay();
    }

    @Override
    public List<Check> checks() {
        boolean joined = Cluster.get(system).selfMember().status().equals(MemberStatus.up());
        return List.of(
                new Check("started", started, started ? "" : "the node is starting"),
                new Check("cluster", joined, joined ? "" : "the node has not joined yet"),
                store(),
                load(),
                draining());
    }

    /** A store that is only behind is no reason: new runs are turned away then, and all else can go on. */
    private Check load() {
        boolean passed = !store.saturated();
        return new Check(
                "load", passed, passed ? "" : "the queue of writes is all but full: " + store.queued() + " wait");
    }

    private Check draining() {
        boolean passed = !drained.isDone();
        return new Check("draining", passed, passed ? "" : "the node hands its work over, and ends");
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
