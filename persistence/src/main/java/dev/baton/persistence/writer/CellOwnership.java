package dev.baton.persistence.writer;

import dev.baton.actors.port.Cells;
import dev.baton.persistence.sql.Dialect;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fence: which cells this node may write, and under which epoch.
 *
 * <p>Whoever takes a cell over raises its epoch. Each transaction reads the epochs of the cells it writes and keeps
 * them from changing until it ends; a write of a cell whose epoch is not the one remembered here is refused. So two
 * owners can never both append, whatever either believes.
 */
public final class CellOwnership {

    private static final Logger LOG = LoggerFactory.getLogger(CellOwnership.class);

    private static final String CLAIM = """
            INSERT INTO cell_home(cell, region, owner, epoch, lease_until) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (cell) DO UPDATE SET region = excluded.region, owner = excluded.owner,
              epoch = cell_home.epoch + 1, lease_until = excluded.lease_until
            """;
    private static final String OF_REGION = "SELECT cell, epoch FROM cell_home WHERE region = ?";
    private static final String OWNED = "SELECT cell, epoch FROM cell_home WHERE owner = ?";

    private final StoreWriter writer;
    private final Dialect dialect;
    private final String region;
    private final WriterHealth health;
    private final String owner;
    /** Epoch under which this node owns the cell; 0 if it does not. */
    private final AtomicLongArray mine = new AtomicLongArray(Cells.COUNT);
    /** As last read; for the writer's thread. */
    private final long[] current = new long[Cells.COUNT];
    /** Whose commits go to the feed, as last read; for the writer's thread. */
    private final BitSet feeds = new BitSet(Cells.COUNT);
    /** Those that this node claimed and lost; for the writer's thread. */
    private final BitSet lost = new BitSet(Cells.COUNT);
    /** Whether {@link #current} must be read again even if no one else has written. */
    private volatile boolean stale = true;

    private final List<IntConsumer> onLost = new CopyOnWriteArrayList<>();

    CellOwnership(StoreWriter writer, Dialect dialect, String region, WriterHealth health) {
        this.writer = writer;
        this.dialect = dialect;
        this.region = region;
        this.health = health;
        this.owner = dialect.node();
    }

    /** Names this node, in this life of its process, in the store. */
    public String owner() {
        return owner;
    }

    String region() {
        return region;
    }

    /** Takes all cells over, in one transaction: from then on whoever had them before is fenced. */
    public CompletionStage<Void> claimAll() {
        return writer.submit(StoreWriter.NO_CELL, 0, writes -> {
                    PreparedStatement claim = writes.statement(CLAIM);
                    for (int cell = 0; cell < Cells.COUNT; cell++) {
                        claim.setInt(1, cell);
                        claim.setString(2, region);
                        claim.setString(3, owner);
                        claim.setLong(4, Micros.of(Instant.now()));
                        claim.addBatch();
                    }
                    claim.executeBatch();
                    return epochs(writes, OWNED, owner);
                })
                .thenAccept(this::remember);
    }

    /** Writes under the epochs that the region's cells have now, whoever raised them. */
    CompletionStage<Void> join() {
        return writer.submit(StoreWriter.NO_CELL, 0, writes -> epochs(writes, OF_REGION, region))
                .thenAccept(this::remember);
    }

    private static long[] epochs(Writes writes, String query, String key) throws SQLException {
        long[] epochs = new long[Cells.COUNT];
        PreparedStatement statement = writes.statement(query);
        statement.setString(1, key);
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                epochs[row.getInt(1)] = row.getLong(2);
            }
        }
        return epochs;
    }

    /** Only after the commit: a claim that is not in the store is none. */
    private void remember(long[] epochs) {
        for (int cell = 0; cell < Cells.COUNT; cell++) {
            mine.set(cell, epochs[cell]);
        }
        stale = true;
        lost.clear();
        health.lost(0);
    }

    /** Only after the commit, on the writer's thread. */
    void claimed(Map<Integer, Long> epochs) {
        epochs.forEach((cell, epoch) -> {
            mine.set(cell, epoch);
            lost.clear(cell);
        });
        stale = true;
        health.lost(lost.cardinality());
    }

    /** Gives the cell up: whoever has it from now on is no rival. */
    void release(int cell, String statement) {
        writer.submit(StoreWriter.NO_CELL, 0, writes -> {
                    mine.set(cell, 0);
                    lost.clear(cell);
                    PreparedStatement release = writes.statement(statement);
                    release.setInt(1, cell);
                    release.setString(2, owner);
                    return release.executeUpdate();
                })
                .whenComplete((rows, failure) -> {
                    if (failure == null) {
                        health.lost(lost.cardinality());
                    } else {
                        LOG.debug("Cell {} stays this node's in the store until another claims it", cell, failure);
                    }
                });
    }

    /** Whether this node has claimed the cell and has not yet learned that it lost it. */
    public boolean owns(int cell) {
        return mine.get(cell) != 0;
    }

    /** Calls the listener once for each cell that turns out to be lost, on the writer's thread: it must not block. */
    public void onLost(IntConsumer listener) {
        onLost.add(listener);
    }

    /** The cells that must not be written in this transaction. */
    BitSet check(Session session, BitSet cells) throws SQLException {
        boolean all = stale;
        stale = false;
        dialect.readEpochs(session, cells, current, feeds, all);
        loseThoseOver(cells, current);
        BitSet refused = new BitSet(Cells.COUNT);
        cells.stream().filter(cell -> mine.get(cell) == 0).forEach(refused::set);
        return refused;
    }

    /** Whether what is written of the cell goes to the feed, in the transaction that the last {@link #check} was for. */
    boolean feeds(int cell) {
        return feeds.get(cell);
    }

    /** What this node itself has changed of the cells is not to be overlooked. */
    void readAgain() {
        stale = true;
    }

    /** Finds lost cells that nobody writes: an idle node, too, must learn that it was replaced. */
    void lookForLost(Session session) throws SQLException {
        BitSet owned = new BitSet(Cells.COUNT);
        IntStream.range(0, Cells.COUNT).filter(this::owns).forEach(owned::set);
        if (owned.isEmpty()) {
            return;
        }
        long[] epochs = new long[Cells.COUNT];
        dialect.glanceAtEpochs(session, epochs);
        loseThoseOver(owned, epochs);
    }

    /** @param epochs as the store has them */
    private void loseThoseOver(BitSet cells, long[] epochs) {
        BitSet over = new BitSet(Cells.COUNT);
        cells.stream()
                .filter(cell -> owns(cell) && mine.get(cell) != epochs[cell])
                .forEach(over::set);
        if (over.isEmpty()) {
            return;
        }
        LOG.warn("Another server has taken over these cells of this one: {}", over);
        lost.or(over);
        health.lost(lost.cardinality());
        over.stream().forEach(this::lost);
    }

    private void lost(int cell) {
        mine.set(cell, 0);
        for (IntConsumer listener : onLost) {
            try {
                listener.accept(cell);
            } catch (RuntimeException defect) {
                LOG.error("A listener for lost cells failed", defect);
            }
        }
    }
}
