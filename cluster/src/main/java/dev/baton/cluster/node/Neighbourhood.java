package dev.baton.cluster.node;

import dev.baton.actors.manager.Engine;
import dev.baton.actors.manager.ShardCells;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.CellSet;
import dev.baton.config.ClusterSettings;
import dev.baton.persistence.Store;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;

/** Whom this node shares its store with, and which of the runs are its own. */
sealed interface Neighbourhood {

    /** Before there are actors. */
    static void prepare(Store store, ClusterSettings settings) {
        if (settings.alone()) {
            Awaited.of(store.cells().claimAll(), "claiming the cells of the store");
        }
    }

    static Neighbourhood of(ActorSystem<?> system, Store store, String region, ClusterSettings settings) {
        return settings.alone() ? new Alone(system) : Together.of(system, store, region, settings);
    }

    void join();

    void host(ShardedRuns runs, Engine engine);

    Territory territory();

    /** Completes with a reason when this node must start over. */
    CompletionStage<String> lost();

    /** The node is about to end. @return how long its callers are given to turn to others */
    Duration leaving();

    /** The node's actors have ended. */
    void left();

    /** All runs are here. */
    record Alone(ActorSystem<?> system) implements Neighbourhood {
        @Override
        public void join() {
            Cluster cluster = Cluster.get(system);
            cluster.join(cluster.selfAddress());
        }

        @Override
        public void host(ShardedRuns runs, Engine engine) {
            runs.host(engine);
        }

        @Override
        public Territory territory() {
            return Territory.ALL;
        }

        @Override
        public CompletionStage<String> lost() {
            return new CompletableFuture<>();
        }

        @Override
        public Duration leaving() {
            return Duration.ZERO;
        }

        @Override
        public void left() {}
    }

    /** Runs are where their shards are. */
    record Together(Membership membership, ShardCells cells) implements Neighbourhood {

        static Together of(ActorSystem<?> system, Store store, String region, ClusterSettings settings) {
            Membership membership =
                    new Membership(system, store.members(), store.cells().owner(), region, settings);
            return new Together(membership, new ShardCells(system, store.cellHomes(membership)));
        }

        @Override
        public void join() {
            try {
                membership.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("joining the other nodes was interrupted", e);
            }
        }

        @Override
        public void host(ShardedRuns runs, Engine engine) {
            runs.host(engine, cells);
        }

        @Override
        public Territory territory() {
            return new Territory() {
                @Override
                public CellSet held() {
                    return cells.held();
                }

                @Override
                public CompletionStage<CellSet> abandoned() {
                    return membership.abandoned();
                }

                @Override
                public void onGained(IntConsumer listener) {
                    cells.onClaimed(listener);
                }

                @Override
                public void onGivenUp(IntConsumer listener) {
                    cells.onReleased(listener);
                }
            };
        }

        @Override
        public CompletionStage<String> lost() {
            return membership.lost();
        }

        @Override
        public Duration leaving() {
            return membership.leaving();
        }

        @Override
        public void left() {
            membership.left();
        }
    }
}
