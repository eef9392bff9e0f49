package dev.baton.actors.port;

import dev.baton.actors.run.CellHash;

/**
 * A cell is a shard: the unit in which runs move between nodes and regions, and in which the store fences writers.
 *
 * <p>The number is fixed for the life of a cluster, and the hash is the one Pekko's sharding uses for 256 shards
 * ({@code HashCodeMessageExtractor}), so that the shard a node hosts and the cell its writes are checked against are
 * always the same.
 */
public final class Cells {

    public static final int COUNT = CellHash.COUNT;

    private Cells() {}

    /** @param entityId {@code tenant/runId} */
    public static int of(String entityId) {
        return CellHash.of(entityId);
    }

    /** The cell of a persistence id such as {@code Run|tenant/runId}; what stands before the first bar is no part of it. */
    public static int ofPersistenceId(String persistenceId) {
        return of(persistenceId.substring(persistenceId.indexOf('|') + 1));
    }
}
