package dev.baton.persistence.writer;

import dev.baton.actors.port.CellHomes;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.LiveMembers;
import dev.baton.persistence.sql.Micros;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cells of one of several nodes. Claims that come together are made together, in one transaction:
 *
 * <ol>
 *   <li>the claimer must be a member: a node that was taken for lost can never take anything again;
 *   <li>a cell of another region, or one that is about to leave this one, is not to be had;
 *   <li>an owner that is no member any more is struck out, and its connections to the database are ended, so that they
 *       hold no locks;
 *   <li>the epochs are raised: from then on the owner before is fenced.
 * </ol>
 */
public final class CellClaims implements CellHomes {

    private static final Logger LOG = LoggerFactory.getLogger(CellClaims.class);

    /** A transaction that somebody holds open must not hold up the writer. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '1s'";

    private static final String NO_LIMIT = "SET LOCAL lock_timeout = 0";
    private static final String AM_I_A_MEMBER =
            "SELECT state FROM cluster_member WHERE owner = ? AND state <> 'removed' FOR SHARE";
    private static final String OWNERS = """
            SELECT DISTINCT c.owner, m.address, m.incarnation, m.state FROM cell_home c
              LEFT JOIN cluster_member m ON m.owner = c.owner
              WHERE c.cell = ANY(?) AND c.owner <> '' AND c.region = ?
            """;
    private static final String STRIKE_OUT = "UPDATE cluster_member SET state = 'removed' WHERE owner = ?";
    private static final String END_CONNECTIONS =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ?";
    private static final String LOCK =
            "SELECT cell, region, moving_to FROM cell_home WHERE cell = ANY(?) ORDER BY cell FOR UPDATE";
    private static final String CLAIM = """
            INSERT INTO cell_home(cell, region, owner, epoch, lease_until) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (cell) DO UPDATE SET region = excluded.region, owner = excluded.owner,
              epoch = cell_home.epoch + 1, lease_until = excluded.lease_until RETURNING epoch
            """;
    private static final String RELEASE = "UPDATE cell_home SET owner = '' WHERE cell = ? AND owner = ?";

    private final StoreWriter writer;
    private final CellOwnership ownership;
    private final LiveMembers members;
    private Map<Integer, CompletableFuture<Void>> waiting = new HashMap<>();
    private boolean claiming;

    public CellClaims(StoreWriter writer, LiveMembers members) {
        this.writer = writer;
        this.ownership = writer.cells();
        this.members = members;
    }

    @Override
    public CompletionStage<Void> claim(int cell) {
        CompletableFuture<Void> claimed;
        synchronized (this) {
            claimed = waiting.computeIfAbsent(cell, missing -> new CompletableFuture<>());
            if (claiming) {
                return claimed;
            }
            claiming = true;
        }
        claimWaiting();
        return claimed;
    }

    private void claimWaiting() {
        Map<Integer, CompletableFuture<Void>> batch;
        synchronized (this) {
            if (waiting.isEmpty()) {
                claiming = false;
                return;
            }
            batch = waiting;
            waiting = new HashMap<>();
        }
        Set<Integer> cells = new TreeSet<>(batch.keySet());
        writer.submit(StoreWriter.NO_CELL, 0, writes -> claim(writes, cells)).whenComplete((epochs, failure) -> {
            if (epochs != null) {
                ownership.claimed(epochs);
            }
            batch.forEach((cell, claimed) -> {
                if (epochs == null) {
                    claimed.completeExceptionally(failure);
                } else if (epochs.containsKey(cell)) {
                    claimed.complete(null);
                } else {
                    claimed.completeExceptionally(new Fenced(cell));
                }
            });
            claimWaiting();
        });
    }

    /** @return the new epochs; without those of cells that this node may not claim */
    private Map<Integer, Long> claim(Writes writes, Set<Integer> cells) throws SQLException {
        writes.statement(PATIENCE).execute();
        Map<Integer, Long> epochs = new HashMap<>();
        PreparedStatement me = writes.statement(AM_I_A_MEMBER);
        me.setString(1, ownership.owner());
        if (!exists(me)) {
            return epochs;
        }
        for (String lost : ownersThatAreLost(writes, cells)) {
            strikeOut(writes, lost);
        }
        PreparedStatement claim = writes.statement(CLAIM);
        for (int cell : thoseToBeHad(writes, cells)) {
            claim.setInt(1, cell);
            claim.setString(2, ownership.region());
            claim.setString(3, ownership.owner());
            claim.setLong(4, Micros.of(Instant.now()));
            try (ResultSet row = claim.executeQuery()) {
                row.next();
                epochs.put(cell, row.getLong(1));
            }
        }
        writes.statement(NO_LIMIT).execute();
        return epochs;
    }

    private Set<Integer> thoseToBeHad(Writes writes, Set<Integer> cells) throws SQLException {
        Set<Integer> free = new TreeSet<>(cells);
        PreparedStatement lock = writes.statement(LOCK);
        setCells(lock, cells);
        try (ResultSet row = lock.executeQuery()) {
            while (row.next()) {
                boolean stays = row.getString(3) == null;
                if (!stays || !row.getString(2).equals(ownership.region())) {
                    free.remove(row.getInt(1));
                }
            }
        }
        return free;
    }

    private Set<String> ownersThatAreLost(Writes writes, Set<Integer> cells) throws SQLException {
        Set<String> lost = new HashSet<>();
        PreparedStatement owners = writes.statement(OWNERS);
        setCells(owners, cells);
        owners.setString(2, ownership.region());
        try (ResultSet row = owners.executeQuery()) {
            while (row.next()) {
                String owner = row.getString(1);
                String address = row.getString(2);
                boolean here = address != null && members.contains(address, row.getLong(3));
                if (!here && !owner.equals(ownership.owner()) && !"removed".equals(row.getString(4))) {
                    lost.add(owner);
                }
            }
        }
        return lost;
    }

    /** In the transaction of {@code writes}: the node can claim and write nothing any more. */
    public static void strikeOut(Writes writes, String owner) throws SQLException {
        LOG.warn("Node {} is no member any more: its cells are taken over", owner);
        PreparedStatement strike = writes.statement(STRIKE_OUT);
        strike.setString(1, owner);
        strike.executeUpdate();
        writes.statement("SAVEPOINT connections").execute();
        try {
            PreparedStatement end = writes.statement(END_CONNECTIONS);
            end.setString(1, writerName(owner));
            end.executeQuery().close();
            writes.statement("RELEASE SAVEPOINT connections").execute();
        } catch (SQLException notAllowed) {
            // Then the database ends them by itself, after idle-in-transaction-timeout.
            LOG.info("The connections of {} could not be ended: {}", owner, notAllowed.getMessage());
            writes.statement("ROLLBACK TO SAVEPOINT connections").execute();
        }
    }

    /** How the database knows the connection that writes for a node. */
    public static String writerName(String owner) {
        return "baton-writer " + owner;
    }

    private static boolean exists(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next();
        }
    }

    private static void setCells(PreparedStatement statement, Set<Integer> cells) throws SQLException {
        statement.setArray(1, statement.getConnection().createArrayOf("int4", cells.toArray()));
    }

    @Override
    public void release(int cell) {
        ownership.release(cell, RELEASE);
    }
}
