package dev.baton.cluster.node;

import dev.baton.actors.manager.Engine;
import dev.baton.actors.manager.ShardCells;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.port.Runs;
import dev.baton.cluster.region.LoneRegion;
import dev.baton.cluster.region.RegionMetrics;
import dev.baton.cluster.region.Regions;
import dev.baton.config.ClusterSettings;
import dev.baton.config.RegionSettings;
import dev.baton.http.RegionView;
import dev.baton.persistence.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;

/** Whom this node shares its store with, and which of the runs are its own. */
sealed interface Neighbourhood {

    /** Before there are actors. @throws IllegalStateException if this node cannot work on the store */
    static void prepare(Store store, ClusterSettings settings) {
        if (settings.alone()) {
            FormatAgreement.alone(store);
            Awaited.of(store.cells().claimAll(), "claiming the cells of the store");
        } else {
            FormatAgreement.look(store);
        }
    }

    /** By which the node works; who shares its store with others goes by the store's. */
    static NodeClock clock(Store store, ClusterSettings settings, MeterRegistry meters) {
        return settings.alone()
                ? NodeClock.ofMachine()
                : StoreClock.start(() -> store.members().time(), InstantSource.system(), meters);
    }

    /** @param url of this node's API, when it is known */
    static Neighbourhood of(
            ActorSystem<?> system,
            Store store,
            RegionSettings region,
            ClusterSettings settings,
            ShardedRuns here,
            Supplier<String> url,
            MeterRegistry meters,
            InstantSource clock) {
        if (settings.alone()) {
            RegionMetrics.ofLoneRegion(meters, region.name());
            return new Alone(system, here, region.name());
        }
        Cluster cluster = Cluster.get(system);
        Regions regions = Awaited.of(
                Regions.enter(
                        system,
                        store,
                        region,
                        here,
                        url,
                        () -> cluster.selfAddress().equals(cluster.state().getLeader()),
                        meters,
                        clock),
                "entering the store as a region");
        Membership membership =
                new Membership(system, store.members(), store.cells().owner(), region.name(), settings);
        return new Together(
                membership,
                new ShardCells(system, store.cellHomes(membership)),
                regions,
                () -> FormatAgreement.among(system, store, settings.forgottenAfter()));
    }

    /** All runs, wherever they are. */
    Runs runs();

    RegionView regions();

    /** Where new runs are at home. */
    RegionHomes homes();

    /** Completes when the other regions know the definition, as far as they can be reached. */
    CompletionStage<Void> definitionApplied(String tenant, String name);

    /** The node answers others from now on. @param applied another region has applied a definition: tenant, name */
    void begin(BiFunction<String, String, CompletionStage<Void>> applied);

    void join();

    /** Makes this node a place where runs can live. @return completes when there is one for any run */
    CompletionStage<Void> host(ShardedRuns here, Engine engine);

    Territory territory();

    /** Completes with a reason when this node must start over. */
    CompletionStage<String> lost();

    /** The node is about to end. @return how long its callers are given to turn to others */
    Duration leaving();

    /** The node's actors have ended. */
    void left();

    /** All runs are here. */
    record Alone(ActorSystem<?> system, ShardedRuns here, String region) implements Neighbourhood {
        @Override
        public Runs runs() {
            return here;
        }

        @Override
        public RegionView regions() {
            return new LoneRegion(region);
        }

        @Override
        public RegionHomes homes() {
            return RegionHomes.HERE;
        }

        @Override
        public CompletionStage<Void> definitionApplied(String tenant, String name) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void begin(BiFunction<String, String, CompletionStage<Void>> applied) {}

        @Override
        public void join() {
            Cluster cluster = Cluster.get(system);
            cluster.join(cluster.selfAddress());
        }

        @Override
        public CompletionStage<Void> host(ShardedRuns here, Engine engine) {
            here.host(engine);
            return CompletableFuture.completedStage(null);
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
    record Together(Membership membership, ShardCells cells, Regions others, Runnable agreement)
            implements Neighbourhood {

        @Override
        public Runs runs() {
            return others.runs();
        }

        @Override
        public RegionView regions() {
            return others.view();
        }

        @Override
        public RegionHomes homes() {
            return others.homes();
        }

        @Override
        public CompletionStage<Void> definitionApplied(String tenant, String name) {
            return others.definitionApplied(tenant, name);
        }

        @Override
        public void begin(BiFunction<String, String, CompletionStage<Void>> applied) {
            others.start(cells, applied);
        }

        @Override
        public void join() {
            try {
                membership.join();
                agreement.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("joining the other nodes was interrupted", e);
            }
        }

        @Override
        public CompletionStage<Void> host(ShardedRuns here, Engine engine) {
            here.host(engine, cells, others.relatives(), others.homes()::allows);
            return here.allPlaced();
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
            others.close();
            membership.left();
        }
    }
}
