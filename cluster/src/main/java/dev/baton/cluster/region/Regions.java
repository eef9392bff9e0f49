package dev.baton.cluster.region;

import dev.baton.actors.manager.Relatives;
import dev.baton.actors.manager.ShardCells;
import dev.baton.actors.manager.ShardedRuns;
import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.port.Runs;
import dev.baton.config.RegionSettings;
import dev.baton.http.RegionView;
import dev.baton.persistence.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This region and the others, put together. */
public final class Regions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Regions.class);

    private final ActorSystem<?> system;
    private final Store store;
    private final RegionSettings settings;
    private final RegionMap map;
    private final RegionLink link;
    private final RegionKeeper keeper;
    private final RegionalRuns runs;
    private final RegionDesk desk;
    private final RegionalHomes homes;
    private final Announcements announcements;
    private final RegionMetrics metrics;
    private final AtomicBoolean busy = new AtomicBoolean();
    private @Nullable Cancellable rounds;

    private Regions(
            ActorSystem<?> system,
            Store store,
            RegionSettings settings,
            RegionProof proof,
            ShardedRuns here,
            Supplier<String> url,
            BooleanSupplier leads,
            MeterRegistry meters,
            InstantSource clock) {
        this.system = system;
        this.store = store;
        this.settings = settings;
        this.map = new RegionMap(settings.name(), store.regions());
        this.link = new RegionLink(settings.name(), proof, clock, meters);
        this.keeper = new RegionKeeper(
                settings, store.regions(), () -> settings.url().isEmpty() ? url.get() : settings.url(), leads);
        this.runs = new RegionalRuns(system, here, map, link, store.history(), store.formats(), clock);
        this.homes = new RegionalHomes(settings, map);
        this.announcements = new Announcements(settings.name(), map, link);
        this.desk = new RegionDesk(settings.name(), store.regions(), map, proof, runs);
        this.metrics = RegionMetrics.of(meters, settings.name(), map);
    }

    /**
     * Makes this region known in the store; completes when the node can be one of it.
     *
     * @param url of this node's API, when it is known
     * @param leads whether this node is the one that acts for its region
     */
    public static CompletionStage<Regions> enter(
            ActorSystem<?> system,
            Store store,
            RegionSettings settings,
            ShardedRuns here,
            Supplier<String> url,
            BooleanSupplier leads,
            MeterRegistry meters,
            InstantSource clock) {
        return RegionProof.load(store.settings(), clock)
                .thenApply(proof -> new Regions(system, store, settings, proof, here, url, leads, meters, clock))
                .thenCompose(regions -> regions.enter().thenApply(done -> regions));
    }

    private CompletionStage<?> enter() {
        return store.regions().enter(keeper.self(), settings.lease()).thenCompose(done -> map.refresh());
    }

    /** The runs of all regions. */
    public Runs runs() {
        return runs;
    }

    public Relatives relatives() {
        return runs;
    }

    public RegionHomes homes() {
        return homes;
    }

    public RegionView view() {
        return desk;
    }

    /** Makes a definition known to the regions that are there; those that are not read everything when they come back. */
    public CompletionStage<Void> definitionApplied(String tenant, String name) {
        return announcements.definitionApplied(tenant, name);
    }

    /**
     * From now on this node does its part: it answers other regions, and ends what is to go to them.
     *
     * @param applied what it does when another region has applied a definition: tenant, name
     */
    public void start(ShardCells cells, BiFunction<String, String, CompletionStage<Void>> applied) {
        desk.hears(applied);
        Departures departures = new Departures(settings.name(), cells);
        rounds = system.scheduler()
                .scheduleWithFixedDelay(
                        RegionKeeper.EVERY, RegionKeeper.EVERY, () -> round(departures), system.executionContext());
    }

    private void round(Departures departures) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        map.refresh()
                .thenCompose(atlas -> {
                    metrics.show(atlas);
                    departures.look(atlas);
                    return keeper.keep(atlas);
                })
                .whenComplete((done, failure) -> {
                    busy.set(false);
                    if (failure != null) {
                        LOG.info("The regions could not be looked after just now: {}", failure.getMessage());
                    }
                });
    }

    @Override
    public void close() {
        Cancellable ticking = rounds;
        if (ticking != null) {
            ticking.cancel();
        }
        link.close();
    }
}
