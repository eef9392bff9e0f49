package dev.baton.persistence.table;

import dev.baton.persistence.codec.Formats;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a store can all read: each says which level of {@link Formats} it knows, and when all that live know a
 * higher one, in every region, it is written down and holds for good. Versions that know of no levels say nothing.
 */
public final class FormatTable {

    private static final String ACTIVE = "format.active";
    private static final String OF_NODE = "format.node.";

    private static final String GET = "SELECT value FROM setting WHERE name = ?";
    private static final String PUT = "INSERT INTO setting(name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private static final String FORGET = "DELETE FROM setting WHERE name LIKE '" + OF_NODE + "%' AND NOT EXISTS"
            + " (SELECT 1 FROM cluster_member AS m WHERE setting.name = '" + OF_NODE + "' || m.owner)";
    private static final String LIVING = "SELECT s.value FROM cluster_member AS m LEFT JOIN setting AS s ON s.name = '"
            + OF_NODE + "' || m.owner WHERE m.state <> 'removed' AND m.seen_at > " + MemberTable.NOW + " - ?";

    private final StoreWriter writer;
    private final Formats formats;

    public FormatTable(StoreWriter writer, Formats formats) {
        this.writer = writer;
        this.formats = formats;
    }

    /**
     * For a node that has the store to itself: from now on it writes all that it knows.
     *
     * @return the level of the store; if it is above what this version knows, the node must not go on
     */
    public CompletionStage<Integer> takeAll() {
        return writer.perform(StoreWriter.NO_CELL, 0, this::raiseToLatest).thenApply(this::activated);
    }

    /** @return the level that holds */
    public CompletionStage<Integer> active() {
        return writer.perform(StoreWriter.NO_CELL, 0, FormatTable::active);
    }

    private int raiseToLatest(Writes writes) throws SQLException {
        int active = active(writes);
        if (active < formats.latest()) {
            put(writes, ACTIVE, formats.latest());
        }
        return Math.max(active, formats.latest());
    }

    /**
     * For a node that has entered the store as one of several: says what it knows.
     *
     * @return as {@link #takeAll}
     */
    public CompletionStage<Integer> enter(String owner) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
                    MemberTable.lockEntrance(writes);
                    writes.statement(FORGET).executeUpdate();
                    put(writes, OF_NODE + owner, formats.latest());
                    return active(writes);
                })
                .thenApply(this::activated);
    }

    /**
     * Looks whether all nodes know a higher level by now. Nobody enters meanwhile.
     *
     * @param fresh who did not say for this long that it is there does not count
     * @return the level that holds
     */
    public CompletionStage<Integer> agree(Duration fresh) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
                    MemberTable.lockEntrance(writes);
                    int active = active(writes);
                    int common = common(writes, fresh);
                    if (common > active) {
                        put(writes, ACTIVE, common);
                    }
                    return Math.max(active, common);
                })
                .thenApply(this::activated);
    }

    private int common(Writes writes, Duration fresh) throws SQLException {
        List<Integer> levels = new Columns(writes.statement(LIVING))
                .number(fresh.toNanos() / 1_000)
                .list(row -> level(row.getString(1)));
        return levels.stream().reduce(formats.latest(), Math::min);
    }

    private static int active(Writes writes) throws SQLException {
        return new Columns(writes.statement(GET))
                .text(ACTIVE)
                .one(row -> level(row.getString(1)))
                .orElse(Formats.FIRST);
    }

    private static int level(@Nullable String text) {
        return text == null ? Formats.FIRST : Integer.parseInt(text);
    }

    private static void put(Writes writes, String name, int level) throws SQLException {
        PreparedStatement statement = writes.statement(PUT);
        statement.setString(1, name);
        statement.setString(2, Integer.toString(level));
        statement.executeUpdate();
    }

    private int activated(int level) {
        if (level <= formats.latest()) {
            formats.activate(level);
        }
        return level;
    }
}
