package dev.baton.cluster.region;

import dev.baton.config.RegionSettings;
import dev.baton.persistence.table.RegionTable;
import dev.baton.persistence.table.RegionTable.Atlas;
import dev.baton.persistence.table.RegionTable.Cell;
import dev.baton.persistence.table.RegionTable.Region;
import dev.baton.persistence.table.RegionTable.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node of a region does for all of it: keeps the lease, takes the cells of lost regions, and gives back, some at
 * a time, those that are at home in another one.
 */
final class RegionKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(RegionKeeper.class);

    /** Cells that are on their way at the same time. */
    static final int MOVING_MAX = 64;

    /** The lease is renewed so many times before it would be over. */
    private static final int RENEWALS_PER_LEASE = 6;

    private final RegionSettings settings;
    private final RegionTable table;
    private final Supplier<String> url;
    private final BooleanSupplier leads;
    private long renewedNanos;
    /** Since when the lease has been kept without a gap. */
    private long steadyNanos;

    private boolean steady;

    /** @param url of this region; @param leads whether this node is the one */
    RegionKeeper(RegionSettings settings, RegionTable table, Supplier<String> url, BooleanSupplier leads) {
        this.settings = settings;
        this.table = table;
        this.url = url;
        this.leads = leads;
    }

    Self self() {
        return new Self(settings.name(), url.get(), settings.labels());
    }

    /** One round; called again only when the one before has ended. */
    CompletionStage<?> keep(Atlas atlas) {
        if (!leads.getAsBoolean()) {
            steady = false;
            return CompletableFuture.completedStage(null);
        }
        return renew().thenCompose(kept -> takeLost(atlas))
                .thenCompose(taken -> keepWhatCannotGo(atlas))
                .thenCompose(kept -> handOver(atlas))
                .thenCompose(done -> sendHome(atlas));
    }

    private CompletionStage<?> renew() {
        long now = System.nanoTime();
        if (steady && now - renewedNanos < settings.lease().toNanos() / RENEWALS_PER_LEASE) {
            return CompletableFuture.completedStage(null);
        }
        return table.renew(self(), settings.lease())
                .thenCompose(
                        known -> known ? CompletableFuture.completedStage(true) : table.enter(self(), settings.lease()))
                .thenAccept(done -> renewed(System.nanoTime()));
    }

    private void renewed(long now) {
        if (!steady || now - renewedNanos > settings.lease().toNanos() / 2) {
            steadyNanos = now;
        }
        steady = true;
        renewedNanos = now;
    }

    /**
     * After an outage of the store every lease is over, and nobody is lost: whoever has not kept its own lease as long as
     * the others had the chance to, takes nothing.
     */
    private boolean mayTake() {
        return settings.takeover()
                && steady
                && System.nanoTime() - steadyNanos >= settings.lease().toNanos();
    }

    private CompletionStage<?> takeLost(Atlas atlas) {
        CompletionStage<?> taken = CompletableFuture.completedStage(null);
        if (mayTake()) {
            for (Region region : atlas.regions()) {
                if (!region.isThere() && hasCells(atlas, region.name())) {
                    taken = taken.thenCompose(before -> take(region.name()));
                }
            }
        }
        return taken;
    }

    private boolean hasCells(Atlas atlas, String region) {
        return !region.equals(settings.name())
                && atlas.cells().stream().anyMatch(cell -> cell.region().equals(region));
    }

    private CompletionStage<?> take(String region) {
        return table.take(settings.name(), region).thenCompose(cells -> {
            if (cells > 0) {
                LOG.warn("Region {} is lost: {} has taken its {} cells", region, settings.name(), cells);
            }
            return cells > 0 && !settings.failback()
                    ? table.away(region, true)
                    : CompletableFuture.completedStage(true);
        });
    }

    private CompletionStage<?> keepWhatCannotGo(Atlas atlas) {
        CompletionStage<?> kept = CompletableFuture.completedStage(null);
        for (Region region : atlas.regions()) {
            boolean awaits = atlas.cells().stream()
                    .anyMatch(cell -> isMine(cell) && region.name().equals(cell.movingTo()));
            if (awaits && !region.isThere()) {
                LOG.warn("Region {} is lost before it had the cells that were to go there: they stay", region.name());
                kept = kept.thenCompose(before -> table.keep(settings.name(), region.name()));
            }
        }
        return kept;
    }

    private boolean isMine(Cell cell) {
        return cell.region().equals(settings.name());
    }

    private CompletionStage<Integer> handOver(Atlas atlas) {
        boolean some = atlas.cells().stream().anyMatch(cell -> isMine(cell) && cell.movingTo() != null);
        return some ? table.handOver(settings.name()) : CompletableFuture.completedStage(0);
    }

    private CompletionStage<?> sendHome(Atlas atlas) {
        if (atlas.cells().stream().anyMatch(cell -> isMine(cell) && cell.movingTo() != null)) {
            return CompletableFuture.completedStage(null);
        }
        for (Region region : atlas.regions()) {
            if (!region.name().equals(settings.name()) && region.isThere()) {
                List<Integer> cells = homeOf(atlas, region);
                if (!cells.isEmpty()) {
                    LOG.info("{} cells of {} go to region {}", cells.size(), settings.name(), region.name());
                    return table.send(settings.name(), region.name(), cells);
                }
            }
        }
        return CompletableFuture.completedStage(null);
    }

    private List<Integer> homeOf(Atlas atlas, Region region) {
        List<Integer> cells = new ArrayList<>();
        for (Cell cell : atlas.cells()) {
            if (isMine(cell) && cells.size() < MOVING_MAX && belongs(cell, region)) {
                cells.add(cell.cell());
            }
        }
        return cells;
    }

    private static boolean belongs(Cell cell, Region region) {
        return !region.away() && cell.home().equals(region.name());
    }

    /** How often the map is looked at. */
    static final Duration EVERY = Duration.ofMillis(500);
}
