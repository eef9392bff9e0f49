package dev.baton.persistence.table;

import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import dev.baton.persistence.codec.CommitCodec;
import dev.baton.persistence.codec.CorruptEvent;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.sql.Session;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which order the commits of all runs were written: a small row for each, in its transaction, which leads to the
 * journal. The number of the transaction comes first, and rows are shown once no transaction with a lower number can
 * still add any: so the order stays as it was seen.
 */
public final class FeedTable implements EventFeed {

    private static final Logger LOG = LoggerFactory.getLogger(FeedTable.class);

    /** Rows that are deleted in one transaction. */
    static final int TRIM_MAX = 5_000;

    /** Times are those of the nodes, whose clocks may differ by this much. */
    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

    private static final String ALWAYS = "feed.always";

    private static final String INSERT =
            "INSERT INTO feed(turn, place, tenant, run_id, seq_nr, at) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String PAGE = """
            SELECT f.turn, f.place, f.tenant, f.run_id, j.manifest, j.payload, r.workflow, r.version, r.labels
            FROM feed f
              LEFT JOIN journal j ON f.tenant = ? AND j.persistence_id = 'Run|' || f.tenant || '/' || f.run_id
                AND j.seq_nr = f.seq_nr
              LEFT JOIN run_index r ON r.tenant = f.tenant AND r.run_id = f.run_id
            WHERE (f.turn, f.place) >= (?, ?) AND f.turn < {horizon} ORDER BY f.turn, f.place LIMIT ?
            """;
    private static final String HORIZON = "SELECT {horizon}, coalesce(max(turn), 0) FROM feed";
    private static final String RANGE = "SELECT coalesce(min(turn), 0), coalesce(max(turn), 0) FROM feed";
    private static final String TIME = "SELECT at FROM feed WHERE turn >= ? ORDER BY turn, place LIMIT 1";
    private static final String LAST =
            "SELECT turn, place FROM feed WHERE turn < {horizon} ORDER BY turn DESC, place DESC LIMIT 1";
    private static final String KEPT = "SELECT 1 FROM cell_home WHERE feeds <> 0 LIMIT 1";
    private static final String TRIM = """
            DELETE FROM feed WHERE at < ? AND (turn, place) IN
              (SELECT turn, place FROM feed ORDER BY turn, place LIMIT ?)
            """;
    private static final String SETTING = "SELECT value FROM setting WHERE name = ?";
    private static final String SET = """
            INSERT INTO setting(name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """;

    private final StoreWriter writer;
    private final ReadPool reads;
    private final CommitCodec codec;

    public FeedTable(StoreWriter writer, ReadPool reads, CommitCodec codec) {
        this.writer = writer;
        this.reads = reads;
        this.codec = codec;
    }

    /** Part of a run's commit. */
    public static void insert(Writes writes, JournalRow row) throws SQLException {
        String entityId = row.persistenceId().substring(row.persistenceId().indexOf('|') + 1);
        RunKey run = RunKey.ofEntityId(entityId);
        PreparedStatement statement = writes.statement(INSERT);
        statement.setLong(1, writes.turn());
        statement.setInt(2, writes.place());
        statement.setString(3, run.tenant());
        statement.setString(4, run.runId());
        statement.setLong(5, row.seqNr());
        statement.setLong(6, row.writtenAt());
        writes.add(statement);
    }

    @Override
    public CompletionStage<Page> read(String tenant, FeedPosition from, int commits) {
        if (commits < 1 || commits > COMMITS_MAX) {
            throw new IllegalArgumentException("commits must be in 1.." + COMMITS_MAX + ", was " + commits);
        }
        return reads.read(session -> {
            Reading reading = new Reading(tenant, from, session);
            int rows = new Columns(session.statement(below(session, PAGE)))
                    .text(tenant)
                    .number(from.turn())
                    .number(from.place())
                    .number(commits)
                    .list(reading::take)
                    .size();
            return new Page(reading.entries, reading.next, rows == commits);
        });
    }

    private static String below(Session session, String query) {
        return query.replace("{horizon}", session.dialect().feedHorizon());
    }

    /** One page, while it is read. */
    private final class Reading {

        private final String tenant;
        private final Session session;
        private final List<FeedEntry> entries = new ArrayList<>();
        private FeedPosition next;

        Reading(String tenant, FeedPosition from, Session session) {
            this.tenant = tenant;
            this.session = session;
            this.next = from;
        }

        /** Those of others, and of runs that are no more, are passed over. */
        boolean take(ResultSet row) throws SQLException {
            long turn = row.getLong(1);
            int place = row.getInt(2);
            FeedPosition here = new FeedPosition(turn, place, 0);
            long behind = next.turn() == turn && next.place() == place ? next.event() : 0;
            next = FeedPosition.after(turn, place);
            byte @Nullable [] payload = row.getBytes(6);
            @Nullable String workflow = row.getString(7);
            if (!row.getString(3).equals(tenant) || payload == null || workflow == null) {
                return false;
            }
            String run = row.getString(4);
            Commit commit;
            try {
                commit = codec.decode(row.getString(5), tenant, payload, PayloadTable.source(session));
            } catch (CorruptEvent damaged) {
                // The run itself says so, too; the events of all others go on.
                LOG.error("Events of run {} cannot be read and are left out of the feed", run, damaged);
                return false;
            }
            FeedPosition position = new FeedPosition(here.turn(), here.place(), behind);
            return entries.add(new FeedEntry(
                    position,
                    new RunKey(tenant, run),
                    commit,
                    workflow,
                    row.getInt(8),
                    Labels.fromJson(row.getString(9))));
        }
    }

    @Override
    public CompletionStage<FeedPosition> end() {
        return reads.read(session -> new Columns(session.statement(below(session, HORIZON)))
                .one(FeedTable::end)
                .orElseThrow());
    }

    /** Where what is committed after this transaction will be. */
    static FeedPosition end(Writes writes) throws SQLException {
        return new Columns(writes.statement(HORIZON.replace("{horizon}", writes.feedHorizon())))
                .one(FeedTable::end)
                .orElseThrow();
    }

    /** Transactions that are under way may still get in below the highest number. */
    private static FeedPosition end(ResultSet row) throws SQLException {
        return new FeedPosition(Math.min(row.getLong(1), row.getLong(2) + 1), 0, 0);
    }

    @Override
    public CompletionStage<Optional<FeedPosition>> last() {
        return reads.read(session -> new Columns(session.statement(below(session, LAST)))
                .one(row -> new FeedPosition(row.getLong(1), row.getInt(2), 0)));
    }

    @Override
    public CompletionStage<FeedPosition> since(Instant time) {
        long wanted = Micros.of(time.minus(CLOCKS_APART_MAX));
        return reads.read(session -> {
            long[] range = new Columns(session.statement(RANGE))
                    .one(row -> new long[] {row.getLong(1), row.getLong(2) + 1})
                    .orElseThrow();
            long low = range[0];
            long high = range[1];
            while (low < high) {
                long middle = low + (high - low) / 2;
                long at = new Columns(session.statement(TIME))
                        .number(middle)
                        .one(row -> row.getLong(1))
                        .orElse(Long.MAX_VALUE);
                if (at >= wanted) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return new FeedPosition(low, 0, 0);
        });
    }

    @Override
    public CompletionStage<Boolean> isKept() {
        return reads.read(
                session -> new Columns(session.statement(KEPT)).one(row -> true).isPresent());
    }

    @Override
    public CompletionStage<Void> keep(boolean always) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
                    PreparedStatement set = writes.statement(SET);
                    set.setString(1, ALWAYS);
                    set.setString(2, Boolean.toString(always));
                    set.executeUpdate();
                    keepAsWanted(writes);
                    return true;
                })
                .thenAccept(done -> {});
    }

    /** Has the feed written if it is always to be, or there are webhooks; else not. */
    static void keepAsWanted(Writes writes) throws SQLException {
        boolean always = new Columns(writes.statement(SETTING))
                .text(ALWAYS)
                .one(row -> Boolean.parseBoolean(row.getString(1)))
                .orElse(false);
        writes.feed(always
                || new Columns(writes.statement("SELECT 1 FROM webhook LIMIT 1"))
                        .one(row -> true)
                        .isPresent());
    }

    @Override
    public CompletionStage<Integer> trim(Duration age, Instant now) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement trim = writes.statement(TRIM);
            trim.setLong(1, Micros.of(now.minus(age)));
            trim.setInt(2, TRIM_MAX);
            return trim.executeUpdate();
        });
    }
}
