package dev.baton.cluster.region;

import dev.baton.actors.manager.ShardCells;
import dev.baton.actors.port.CellSet;
import dev.baton.persistence.table.RegionTable.Atlas;
import dev.baton.persistence.table.RegionTable.Cell;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Ends this node's shards of cells that are to go, once nobody asks for their runs here any more. */
final class Departures {

    /** By then every node of the region has read that they are to go, and what was asked before is answered. */
    private static final Duration SETTLED = Duration.ofMillis(1_500);

    private final String self;
    private final ShardCells cells;
    private final Map<Integer, Long> seenNanos = new HashMap<>();

    Departures(String self, ShardCells cells) {
        this.self = self;
        this.cells = cells;
    }

    void look(Atlas atlas) {
        long now = System.nanoTime();
        CellSet held = cells.held();
        for (Cell cell : atlas.cells()) {
            if (!cell.region().equals(self) || cell.movingTo() == null) {
                seenNanos.remove(cell.cell());
            } else if (now - seenNanos.computeIfAbsent(cell.cell(), missing -> now) >= SETTLED.toNanos()
                    && held.contains(cell.cell())) {
                cells.letGo(cell.cell());
            }
        }
    }
}
