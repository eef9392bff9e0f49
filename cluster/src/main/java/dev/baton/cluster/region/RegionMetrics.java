package dev.baton.cluster.region;

import dev.baton.actors.port.Cells;
import dev.baton.persistence.table.RegionTable.Atlas;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;

/** What operators see of the regions in a node's metrics. */
public final class RegionMetrics {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final MultiGauge leases;

    private RegionMetrics(MeterRegistry meters, String self, Supplier<Number> cells) {
        Gauge.builder("baton.region.cells", cells)
                .description("Cells that this region has, as this node knows")
                .tags(named(self))
                .register(meters);
        leases = MultiGauge.builder("baton.region.lease")
                .description("What is left of the lease of a region; below zero it is lost")
                .baseUnit("seconds")
                .register(meters);
    }

    static RegionMetrics of(MeterRegistry meters, String self, RegionMap map) {
        return new RegionMetrics(meters, self, map::own);
    }

    /** Of a server that has its store for itself: nobody can take anything from it. */
    public static void ofLoneRegion(MeterRegistry meters, String self) {
        RegionMetrics metrics = new RegionMetrics(meters, self, () -> Cells.COUNT);
        metrics.leases.register(List.of(MultiGauge.Row.of(named(self), Double.POSITIVE_INFINITY)));
    }

    void show(Atlas atlas) {
        leases.register(
                atlas.regions().stream()
                        .<MultiGauge.Row<?>>map(region -> MultiGauge.Row.of(
                                named(region.name()), region.lease().toMillis() / MILLIS_PER_SECOND))
                        .toList(),
                true);
    }

    private static Tags named(String region) {
        return Tags.of("region", region);
    }
}
