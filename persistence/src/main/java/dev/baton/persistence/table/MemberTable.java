package dev.baton.persistence.table;

import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.LiveMembers;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * The nodes that work on this store. It is how they find each other, and who may found a cluster when there is none.
 * Times are the database's: the clocks of the nodes need not agree.
 */
public final class MemberTable {

    static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /** Any number that no one else is likely to lock. */
    private static final long ENTRANCE = 0x4261746f6e454eL;

    private static final String LOCK = "SELECT pg_advisory_xact_lock(?)";
    private static final String ALIVE = "SELECT owner, address, incarnation FROM cluster_member"
            + " WHERE region = ? AND state = 'up' AND seen_at > " + NOW + " - ? ORDER BY joined_at, owner";
    private static final String ENTER = "INSERT INTO cluster_member(owner, region, address, incarnation, state,"
            + " joined_at, seen_at) VALUES (?, ?, ?, ?, ?, " + NOW + ", " + NOW + ")"
            + " ON CONFLICT (owner) DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at"
            + " WHERE cluster_member.state <> 'removed'";
    private static final String SEEN =
            "UPDATE cluster_member SET state = 'up', seen_at = " + NOW + " WHERE owner = ? AND state <> 'removed'";
    private static final String TIME = "SELECT " + NOW;
    private static final String REMOVE = "UPDATE cluster_member SET state = 'removed' WHERE address = ?"
            + " AND incarnation = ? AND state <> 'removed'"
            + " AND EXISTS (SELECT 1 FROM cluster_member AS me WHERE me.owner = ? AND me.state <> 'removed')";
    private static final String LEAVE = "UPDATE cluster_member SET state = 'removed' WHERE owner = ?";
    private static final String FORGET =
            "DELETE FROM cluster_member WHERE state = 'removed' AND seen_at < " + NOW + " - ?";
    private static final String HOMES = """
            SELECT c.cell, m.address, m.incarnation FROM cell_home c
              LEFT JOIN cluster_member m ON m.owner = c.owner AND m.state <> 'removed'
              WHERE c.region = ? AND c.moving_to IS NULL
            """;

    private final StoreWriter writer;
    private final ReadPool reads;

    /** @param owner see {@code CellOwnership#owner()} */
    public record Member(String owner, String region, String address, long incarnation) {}

    public MemberTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    /**
     * Those of the region that were seen within the time given, longest there first.
     *
     * <p>One transaction at a time: if there is nobody, the caller is entered as the founder, and whoever asks next
     * finds it.
     *
     * @param unreachable owners who are known to be gone
     * @return empty if the caller is the founder
     */
    public CompletionStage<List<Member>> enter(Member me, Set<String> unreachable, Duration fresh) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            lockEntrance(writes);
            List<Member> others = alive(writes.statement(ALIVE), me.region(), fresh).stream()
                    .filter(other -> !unreachable.contains(other.owner()))
                    .filter(other -> !other.owner().equals(me.owner()))
                    .toList();
            put(writes, me, others.isEmpty() ? "up" : "joining");
            return others;
        });
    }

    /** Until the transaction ends nobody enters. */
    static void lockEntrance(Writes writes) throws SQLException {
        PreparedStatement lock = writes.statement(LOCK);
        lock.setLong(1, ENTRANCE);
        lock.executeQuery().close();
    }

    private static void put(Writes writes, Member me, String state) throws SQLException {
        PreparedStatement enter = writes.statement(ENTER);
        enter.setString(1, me.owner());
        enter.setString(2, me.region());
        enter.setString(3, me.address());
        enter.setLong(4, me.incarnation());
        enter.setString(5, state);
        enter.executeUpdate();
    }

    /** What the database's clock says. */
    public CompletionStage<Instant> time() {
        return reads.read(session -> new Columns(session.statement(TIME))
                .list(row -> Micros.toInstant(row.getLong(1)))
                .getFirst());
    }

    public CompletionStage<List<Member>> alive(String region, Duration fresh) {
        return reads.read(session -> alive(session.statement(ALIVE), region, fresh));
    }

    private static List<Member> alive(PreparedStatement statement, String region, Duration fresh) throws SQLException {
        return new Columns(statement)
                .text(region)
                .number(fresh.toNanos() / 1_000)
                .list(row -> new Member(row.getString(1), region, row.getString(2), row.getLong(3)));
    }

    /** Says that the node is there. @return false if it has been struck out: others have taken its cells, or may */
    public CompletionStage<Boolean> seen(String owner) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement seen = writes.statement(SEEN);
            seen.setString(1, owner);
            return seen.executeUpdate() == 1;
        });
    }

    /**
     * Strikes a node out that is no member of the cluster any more: from then on it can claim nothing.
     *
     * @param by whose word counts only while it is not struck out itself
     * @param kept how long nodes that were struck out are remembered, for operators
     */
    public CompletionStage<Boolean> strikeOut(Member by, String address, long incarnation, Duration kept) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement forget = writes.statement(FORGET);
            forget.setLong(1, kept.toNanos() / 1_000);
            forget.executeUpdate();
            PreparedStatement remove = writes.statement(REMOVE);
            remove.setString(1, address);
            remove.setLong(2, incarnation);
            remove.setString(3, by.owner());
            return remove.executeUpdate() == 1;
        });
    }

    /** So that nobody looks for a node that has ended. */
    public CompletionStage<Boolean> leave(Member me) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement leave = writes.statement(LEAVE);
            leave.setString(1, me.owner());
            return leave.executeUpdate() == 1;
        });
    }

    /** The cells of the region that no living node has, and that are not about to leave it. */
    public CompletionStage<CellSet> orphans(String region, LiveMembers members) {
        return reads.read(session -> {
            PreparedStatement homes = session.statement(HOMES);
            homes.setString(1, region);
            IntStream.Builder orphans = IntStream.builder();
            try (ResultSet row = homes.executeQuery()) {
                while (row.next()) {
                    String address = row.getString(2);
                    if (address == null || !members.contains(address, row.getLong(3))) {
                        orphans.add(row.getInt(1));
                    }
                }
            }
            return CellSet.of(orphans.build());
        });
    }
}
