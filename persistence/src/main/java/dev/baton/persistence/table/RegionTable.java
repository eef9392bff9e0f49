package dev.baton.persistence.table;

import dev.baton.actors.port.Cells;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.CellClaims;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Write;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The regions of this store, and which cells each has. A region keeps its cells by a lease; when that is over another may
 * take them, which raises their epochs: whatever the old one still writes is fenced. Times are the database's.
 */
public final class RegionTable {

    private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /** Who enters or takes cells does so alone. */
    private static final long DOOR = 0x4261746f6e5245L;

    /** A transaction that somebody holds open must not hold up the writer. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '1s'";

    private static final String NO_LIMIT = "SET LOCAL lock_timeout = 0";
    private static final String LOCK = "SELECT pg_advisory_xact_lock(?)";
    private static final String ENTER = "INSERT INTO region(name, url, labels, away, lease_until, joined_at)"
            + " VALUES (?, ?, ?, 0, " + NOW + " + ?, " + NOW + ") ON CONFLICT (name) DO UPDATE SET"
            + " labels = excluded.labels, lease_until = excluded.lease_until";
    private static final String NEW_CELLS = "INSERT INTO cell_home(cell, region, owner, epoch, lease_until, home)"
            + " SELECT cell, ?, '', 1, 0, ? FROM generate_series(0, " + (Cells.COUNT - 1) + ") AS cell"
            + " ON CONFLICT (cell) DO NOTHING";
    private static final String ADOPT =
            "UPDATE cell_home SET region = ?, owner = '', epoch = epoch + 1, moving_to = NULL"
                    + " WHERE NOT EXISTS (SELECT 1 FROM region r WHERE r.name = cell_home.region)";
    private static final String HOMELESS = "UPDATE cell_home SET home = ? WHERE home = ''";
    private static final String HOMES = "SELECT cell, home FROM cell_home ORDER BY cell FOR UPDATE";
    private static final String SETTLE = "UPDATE cell_home SET home = ? WHERE cell = ?";
    private static final String RENEW =
            "UPDATE region SET url = ?, labels = ?, lease_until = " + NOW + " + ? WHERE name = ?";
    private static final String REGIONS =
            "SELECT name, url, labels, away, lease_until - " + NOW + " FROM region ORDER BY name";
    private static final String CELLS = "SELECT cell, region, home, moving_to, owner FROM cell_home ORDER BY cell";
    private static final String IS_OVER =
            "SELECT name FROM region WHERE name = ? AND lease_until < " + NOW + " FOR UPDATE";
    private static final String NODES = "SELECT owner FROM cluster_member WHERE region = ? AND state <> 'removed'";
    private static final String TAKE = "UPDATE cell_home SET region = ?, owner = '', epoch = epoch + 1,"
            + " moving_to = NULL, lease_until = 0 WHERE region = ?";
    private static final String HAS_CELLS = "SELECT cell FROM cell_home WHERE region = ? LIMIT 1";
    private static final String NOT_THERE = "UPDATE cell_home SET moving_to = NULL WHERE moving_to = ?";
    private static final String NOT_HOME = "UPDATE cell_home SET home = region WHERE home = ?";
    private static final String REMOVE = "DELETE FROM region WHERE name = ?";
    private static final String AWAY = "UPDATE region SET away = ? WHERE name = ?";
    private static final String SEND =
            "UPDATE cell_home SET moving_to = ? WHERE cell = ? AND region = ? AND moving_to IS NULL";
    private static final String KEEP = "UPDATE cell_home SET moving_to = NULL WHERE region = ? AND moving_to = ?";
    private static final String HAND_OVER = "UPDATE cell_home AS c SET region = moving_to, owner = '',"
            + " epoch = epoch + 1, moving_to = NULL, lease_until = 0 WHERE region = ? AND moving_to IS NOT NULL"
            + " AND NOT EXISTS (SELECT 1 FROM cluster_member m WHERE m.owner = c.owner AND m.state <> 'removed')"
            + " AND EXISTS (SELECT 1 FROM region r WHERE r.name = c.moving_to AND r.lease_until > " + NOW + ")";

    private final StoreWriter writer;
    private final ReadPool reads;

    /**
     * @param url under which the other regions reach its API
     * @param away whether its home cells stay where they are until somebody asks for them
     * @param lease what is left of it; not above zero if it is over
     */
    public record Region(String name, String url, Map<String, String> labels, boolean away, Duration lease) {
        public Region {
            labels = Map.copyOf(labels);
        }

        public boolean isThere() {
            return lease.isPositive();
        }
    }

    /**
     * @param region that has the cell
     * @param home region that should have it
     * @param movingTo region that is about to get it; null if it stays
     * @param owner node that has it; empty if none does
     */
    public record Cell(
            int cell, String region, String home, @Nullable String movingTo, String owner) {}

    /** @param cells in order; empty before the first region has entered */
    public record Atlas(List<Region> regions, List<Cell> cells) {
        public Atlas {
            regions = List.copyOf(regions);
            cells = List.copyOf(cells);
        }
    }

    /** What a region says of itself. */
    public record Self(String name, String url, Map<String, String> labels) {
        public Self {
            labels = Map.copyOf(labels);
        }
    }

    public RegionTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    /**
     * Makes the region known. A new one becomes the home of its share of the cells, and gets them from who has them; those
     * of a server that had the store for itself it takes at once.
     */
    public CompletionStage<Boolean> enter(Self me, Duration lease) {
        return alone(writes -> {
            execute(writes, ENTER, me.name(), me.url(), Labels.toJson(me.labels()), micros(lease));
            execute(writes, NEW_CELLS, me.name(), me.name());
            execute(writes, ADOPT, me.name());
            execute(writes, HOMELESS, me.name());
            List<String> homes = Columns.list(writes.statement(HOMES), row -> row.getString(2));
            for (int cell : HomeShares.of(me.name(), homes)) {
                execute(writes, SETTLE, me.name(), cell);
            }
            return true;
        });
    }

    /** @return false if the region is not known any more */
    public CompletionStage<Boolean> renew(Self me, Duration lease) {
        return writer.perform(
                StoreWriter.NO_CELL,
                0,
                writes -> execute(writes, RENEW, me.url(), Labels.toJson(me.labels()), micros(lease), me.name()) == 1);
    }

    public CompletionStage<Atlas> atlas() {
        return reads.read(session -> new Atlas(
                Columns.list(
                        session.statement(REGIONS),
                        row -> new Region(
                                row.getString(1),
                                row.getString(2),
                                Labels.fromJson(row.getString(3)),
                                row.getInt(4) != 0,
                                Duration.ofNanos(row.getLong(5) * 1_000))),
                Columns.list(
                        session.statement(CELLS),
                        row -> new Cell(
                                row.getInt(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)))));
    }

    /**
     * Takes all cells of a region whose lease is over; its nodes can write and claim nothing from then on.
     *
     * @return how many cells; 0 if the region is there after all
     */
    public CompletionStage<Integer> take(String by, String from) {
        return alone(writes -> {
            if (new Columns(writes.statement(IS_OVER))
                    .text(from)
                    .one(row -> row.getString(1))
                    .isEmpty()) {
                return 0;
            }
            List<String> nodes = new Columns(writes.statement(NODES)).text(from).list(row -> row.getString(1));
            for (String node : nodes) {
                CellClaims.strikeOut(writes, node);
            }
            return execute(writes, TAKE, by, from);
        });
    }

    /** Whether the region's home cells are to stay away from it. @return false if it is not known */
    public CompletionStage<Boolean> away(String region, boolean away) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> execute(writes, AWAY, away ? 1 : 0, region) == 1);
    }

    /** Announces that cells are to go to another region: from then on nobody claims them here. */
    public CompletionStage<Integer> send(String from, String to, List<Integer> cells) {
        return alone(writes -> {
            int sent = 0;
            for (int cell : cells) {
                sent += execute(writes, SEND, to, cell, from);
            }
            return sent;
        });
    }

    /**
     * Forgets a region that will not come back: what was at home there is at home where it is now. One that comes all the
     * same is a new one.
     *
     * @return false if it is there, or still has cells
     */
    public CompletionStage<Boolean> remove(String region) {
        return alone(writes -> {
            boolean isOver = new Columns(writes.statement(IS_OVER))
                    .text(region)
                    .one(row -> row.getString(1))
                    .isPresent();
            boolean hasCells = new Columns(writes.statement(HAS_CELLS))
                    .text(region)
                    .one(row -> row.getInt(1))
                    .isPresent();
            if (!isOver || hasCells) {
                return false;
            }
            execute(writes, NOT_THERE, region);
            execute(writes, NOT_HOME, region);
            return execute(writes, REMOVE, region) == 1;
        });
    }

    /** Takes that back. */
    public CompletionStage<Integer> keep(String region, String notTo) {
        return alone(writes -> execute(writes, KEEP, region, notTo));
    }

    /** Gives those cells away that are to go and that no node has any more. @return how many */
    public CompletionStage<Integer> handOver(String from) {
        return alone(writes -> execute(writes, HAND_OVER, from));
    }

    private <T> CompletionStage<T> alone(Write<T> write) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            writes.statement(PATIENCE).execute();
            PreparedStatement lock = writes.statement(LOCK);
            lock.setLong(1, DOOR);
            lock.executeQuery().close();
            T result = write.to(writes);
            writes.statement(NO_LIMIT).execute();
            return result;
        });
    }

    private static int execute(Writes writes, String sql, Object... values) throws SQLException {
        PreparedStatement statement = writes.statement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }
}
