package dev.baton.persistence.table;

import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.run.Lineage;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The run index. */
public final class RunIndexTable implements RunIndex {

    /** What cannot change after the start is not set again: the indexes over it are left alone. */
    private static final String PUT = """
            INSERT INTO run_index(tenant, run_id, cell, environment, workflow, version, digest, status, labels,
              priority, waits_for, wake_at, started_at, updated_at, ended_at, error_kind, parent, parent_step, root, depth)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, run_id) DO UPDATE SET version = excluded.version, digest = excluded.digest,
              status = excluded.status, priority = excluded.priority, waits_for = excluded.waits_for,
              wake_at = excluded.wake_at, updated_at = excluded.updated_at, ended_at = excluded.ended_at,
              error_kind = excluded.error_kind
            """;

    private static final String GET =
            "SELECT " + RunListing.COLUMNS + " FROM run_index r WHERE r.tenant = ? AND r.run_id = ?";
    private static final String RUNNING = """
            SELECT tenant, run_id FROM run_index WHERE status = 'running' AND status <> 'completed'
              AND (tenant, run_id) > (?, ?) ORDER BY tenant, run_id LIMIT ?
            """;
    private static final String DUE = """
            SELECT tenant, run_id, wake_at FROM run_index WHERE wake_at IS NOT NULL AND wake_at <= ?
            ORDER BY wake_at LIMIT ?
            """;
    private static final String RUNNING_IN = """
            SELECT tenant, run_id FROM run_index WHERE status = 'running' AND status <> 'completed'
              AND (tenant, run_id) > (?, ?) AND substr(?, cell + 1, 1) = '1' ORDER BY tenant, run_id LIMIT ?
            """;
    private static final String DUE_IN = """
            SELECT tenant, run_id, wake_at FROM run_index WHERE wake_at IS NOT NULL AND wake_at <= ?
              AND substr(?, cell + 1, 1) = '1' ORDER BY wake_at LIMIT ?
            """;
    /** In the order of the index over it. */
    static final String LIVE = "SELECT " + RunListing.COLUMNS + """
             FROM run_index r WHERE r.status = ? AND r.status <> 'completed'
              AND (r.tenant, r.started_at, r.run_id) > (?, ?, ?)
            ORDER BY r.tenant, r.started_at, r.run_id LIMIT ?
            """;

    private static final String AMONG = "SELECT " + RunListing.COLUMNS
            + " FROM run_index r WHERE r.tenant = ? AND r.run_id IN (" + "?, ".repeat(AMONG_MAX - 1) + "?)";
    /** The next run that has a history: a look into the journal's key, however long the histories are. */
    private static final String NEXT_RUN =
            "SELECT persistence_id FROM journal WHERE persistence_id > ? ORDER BY persistence_id LIMIT 1";

    private static final String IS_LISTED = "SELECT 1 FROM run_index WHERE tenant = ? AND run_id = ?";
    private static final String RUN = "Run|";
    private static final String NEXT_DUE = "SELECT min(wake_at) FROM run_index WHERE wake_at IS NOT NULL";
    private static final String COUNT = "SELECT count(*) FROM run_index";
    private static final String COUNT_OTHERS =
            "SELECT status, count(*) FROM run_index WHERE status <> 'completed' GROUP BY status";

    private final ReadPool reads;

    public RunIndexTable(ReadPool reads) {
        this.reads = reads;
    }

    static void put(Writes writes, RunIndexRow run) throws SQLException {
        PreparedStatement statement = writes.statement(PUT);
        statement.setString(1, run.tenant());
        statement.setString(2, run.runId());
        statement.setInt(3, Cells.of(new RunKey(run.tenant(), run.runId()).entityId()));
        statement.setString(4, run.environment());
        statement.setString(5, run.workflow());
        statement.setInt(6, run.version());
        statement.setString(7, run.digest());
        statement.setString(8, run.status());
        statement.setString(9, Labels.toJson(run.labels()));
        statement.setInt(10, run.priority());
        statement.setString(11, run.waitsFor());
        Micros.set(statement, 12, run.wakeAt());
        Micros.set(statement, 13, run.startedAt());
        Micros.set(statement, 14, run.updatedAt());
        Micros.set(statement, 15, run.endedAt());
        statement.setString(16, run.errorKind());
        Lineage lineage = run.lineage();
        statement.setString(17, lineage == null ? null : lineage.parent());
        statement.setString(18, lineage == null ? null : lineage.step());
        statement.setString(19, lineage == null ? null : lineage.root());
        statement.setObject(20, lineage == null ? null : lineage.depth(), Types.INTEGER);
        writes.add(statement);
    }

    @Override
    public CompletionStage<Optional<RunIndexRow>> get(RunKey run) {
        return reads.read(session -> new Columns(session.statement(GET))
                .text(run.tenant())
                .text(run.runId())
                .one(RunListing::row));
    }

    @Override
    public CompletionStage<Page<RunIndexRow>> list(RunQuery query) {
        return reads.read(session -> RunListing.list(session, query));
    }

    @Override
    public CompletionStage<Map<String, Long>> count(String tenant, RunFilter filter, int max) {
        return reads.read(session -> RunListing.count(session, tenant, filter, max));
    }

    @Override
    public CompletionStage<List<RunKey>> running(CellSet cells, @Nullable RunKey after, int limit) {
        return reads.read(session -> {
            Columns columns = new Columns(session.statement(cells.isAll() ? RUNNING : RUNNING_IN))
                    .text(after == null ? "" : after.tenant())
                    .text(after == null ? "" : after.runId());
            return mask(columns, cells).number(limit).list(RunIndexTable::key);
        });
    }

    @Override
    public CompletionStage<List<Due>> dueBefore(CellSet cells, Instant time, int limit) {
        return reads.read(session -> {
            Columns columns = new Columns(session.statement(cells.isAll() ? DUE : DUE_IN)).number(Micros.of(time));
            return mask(columns, cells).number(limit).list(row -> new Due(key(row), Micros.toInstant(row.getLong(3))));
        });
    }

    @Override
    public CompletionStage<List<RunIndexRow>> live(String status, @Nullable RunIndexRow after, int limit) {
        return reads.read(session -> new Columns(session.statement(LIVE))
                .text(status)
                .text(after == null ? "" : after.tenant())
                .number(after == null ? 0 : Micros.of(after.startedAt()))
                .text(after == null ? "" : after.runId())
                .number(limit)
                .list(RunListing::row));
    }

    @Override
    public CompletionStage<List<RunIndexRow>> among(String tenant, List<String> runs) {
        if (runs.isEmpty() || runs.size() > AMONG_MAX) {
            throw new IllegalArgumentException("1 to " + AMONG_MAX + " runs, were " + runs.size());
        }
        return reads.read(session -> {
            Columns columns = new Columns(session.statement(AMONG)).text(tenant);
            for (int i = 0; i < AMONG_MAX; i++) {
                // One statement for any number of them.
                columns.text(runs.get(Math.min(i, runs.size() - 1)));
            }
            return columns.list(RunListing::row);
        });
    }

    @Override
    public CompletionStage<Unlisted> unlisted(@Nullable RunKey after, int limit) {
        return reads.read(session -> {
            List<RunKey> unlisted = new ArrayList<>();
            RunKey last = after;
            for (int i = 0; i < limit; i++) {
                String id = new Columns(session.statement(NEXT_RUN))
                        .text(last == null ? RUN : RUN + last.entityId())
                        .one(row -> row.getString(1))
                        .orElse("");
                if (!id.startsWith(RUN)) {
                    return new Unlisted(unlisted, null);
                }
                last = RunKey.ofEntityId(id.substring(RUN.length()));
                boolean listed = new Columns(session.statement(IS_LISTED))
                        .text(last.tenant())
                        .text(last.runId())
                        .one(row -> row.getInt(1))
                        .isPresent();
                if (!listed) {
                    unlisted.add(last);
                }
            }
            return new Unlisted(unlisted, last);
        });
    }

    private static Columns mask(Columns columns, CellSet cells) throws SQLException {
        return cells.isAll() ? columns : columns.text(cells.mask());
    }

    @Override
    public CompletionStage<Optional<Instant>> nextDue() {
        return reads.read(session -> {
            try (ResultSet row = session.statement(NEXT_DUE).executeQuery()) {
                return row.next() ? Optional.ofNullable(Micros.get(row, 1)) : Optional.empty();
            }
        });
    }

    @Override
    public CompletionStage<Map<String, Long>> countByStatus() {
        return reads.read(session -> {
            Map<String, Long> counts = new HashMap<>();
            long completed =
                    Columns.one(session.statement(COUNT), row -> row.getLong(1)).orElse(0L);
            try (ResultSet row = session.statement(COUNT_OTHERS).executeQuery()) {
                while (row.next()) {
                    counts.put(row.getString(1), row.getLong(2));
                    completed -= row.getLong(2);
                }
            }
            // Two reads: a run that started in between must not make the difference negative.
            counts.put("completed", Math.max(0, completed));
            return counts;
        });
    }

    private static RunKey key(ResultSet row) throws SQLException {
        return new RunKey(row.getString(1), row.getString(2));
    }
}
