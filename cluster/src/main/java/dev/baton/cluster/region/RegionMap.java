package dev.baton.cluster.region;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunKey;
import dev.baton.persistence.table.RegionTable;
import dev.baton.persistence.table.RegionTable.Atlas;
import dev.baton.persistence.table.RegionTable.Cell;
import dev.baton.persistence.table.RegionTable.Region;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which region has which cell, as the store said last. It may be wrong by now: the store's fence decides. */
final class RegionMap {

    private final String self;
    private final RegionTable table;
    private volatile Atlas atlas = new Atlas(List.of(), List.of());
    private @Nullable CompletableFuture<Atlas> reading;

    /** Where a run is to be asked. */
    sealed interface Place {

        record Here() implements Place {}

        /** On its way to another region: it is nowhere for a moment. */
        record Moving() implements Place {}

        record There(Region region) implements Place {}
    }

    RegionMap(String self, RegionTable table) {
        this.self = self;
        this.table = table;
    }

    Atlas atlas() {
        return atlas;
    }

    Optional<Region> region(String name) {
        return atlas.regions().stream()
                .filter(region -> region.name().equals(name))
                .findFirst();
    }

    /** How many cells this region has. */
    double own() {
        return atlas.cells().stream().filter(cell -> cell.region().equals(self)).count();
    }

    Place of(RunKey run) {
        return of(Cells.of(run.entityId()));
    }

    Place of(int cell) {
        Atlas now = atlas;
        if (now.cells().size() != Cells.COUNT) {
            return new Place.Here();
        }
        Cell known = now.cells().get(cell);
        if (known.movingTo() != null) {
            return new Place.Moving();
        }
        return known.region().equals(self)
                ? new Place.Here()
                : region(known.region()).<Place>map(Place.There::new).orElseGet(Place.Moving::new);
    }

    /** Reads it anew; those who ask at the same time share the answer. */
    synchronized CompletionStage<Atlas> refresh() {
        CompletableFuture<Atlas> shared = reading;
        if (shared == null) {
            CompletableFuture<Atlas> mine = new CompletableFuture<>();
            shared = mine;
            reading = mine;
            table.atlas().whenComplete((read, failure) -> arrived(mine, read, failure));
        }
        return shared;
    }

    private void arrived(CompletableFuture<Atlas> asked, @Nullable Atlas read, @Nullable Throwable failure) {
        synchronized (this) {
            reading = null;
        }
        if (read != null) {
            atlas = read;
            asked.complete(read);
        } else {
            asked.completeExceptionally(failure);
        }
    }
}
