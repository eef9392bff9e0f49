package dev.baton.actors.manager;

import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.sharding.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;

/**
 * Spreads shards evenly over the nodes, some in each round so that few runs stand still at a time; in one go while
 * somebody wishes it. Only the one of the node that looks after all shards is asked.
 */
final class EvenShards implements ActorSystemDependentAllocationStrategy {

    /** A wish that could not be fulfilled by then, as while a node joins, is forgotten. */
    private static final Duration WISH = Duration.ofMinutes(1);

    private final ShardAllocationStrategy usual;
    private final ShardAllocationStrategy atOnce;
    private volatile long wishedUntilNanos = System.nanoTime();

    private EvenShards(ShardAllocationStrategy usual, ShardAllocationStrategy atOnce) {
        this.usual = usual;
        this.atOnce = atOnce;
    }

    /** @param shards how many there are */
    static EvenShards of(ActorSystem system, int shards) {
        ClusterShardingSettings.TuningParameters tuning =
                ClusterShardingSettings.create(system).tuningParameters();
        return new EvenShards(
                fewest(tuning.leastShardAllocationAbsoluteLimit(), tuning.leastShardAllocationRelativeLimit()),
                fewest(shards, 1));
    }

    /** @param most shards in a round; @param share of all likewise */
    private static ShardAllocationStrategy fewest(int most, double share) {
        return ShardCoordinator.ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(most, share);
    }

    /** Has the next rounds do all at once. */
    void hurry() {
        wishedUntilNanos = System.nanoTime() + WISH.toNanos();
    }

    @Override
    public void start(ActorSystem system) {
        start(usual, system);
        start(atOnce, system);
    }

    private static void start(ShardAllocationStrategy strategy, ActorSystem system) {
        if (strategy instanceof ActorSystemDependentAllocationStrategy dependent) {
            dependent.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> shards) {
        return usual.allocateShard(requester, shard, shards);
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> shards, Set<String> underWay) {
        boolean wished = wishedUntilNanos - System.nanoTime() > 0;
        return (wished ? atOnce : usual).rebalance(shards, underWay);
    }
}
