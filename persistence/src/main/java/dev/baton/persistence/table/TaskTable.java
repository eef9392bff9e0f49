package dev.baton.persistence.table;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The queues of external workers. A task that nobody has holds a lease that ended in 1970. */
public final class TaskTable implements TaskStore {

    private static final String COLUMNS =
            "tenant, id, queue, run_id, step, body, priority, enqueued_at, deadline, worker, lease_until, deliveries";
    /**
     * One after the last of its own run, and not before the first that is ready: a run that puts a thousand tasks into the
     * queue spreads them over a thousand turns, and another one that comes then is in the next.
     */
    private static final String TURN = """
            (SELECT coalesce(max(t), 0) FROM (
              SELECT max(turn) + 1 AS t FROM task WHERE tenant = ? AND queue = ? AND run_id = ?
              UNION ALL
              SELECT t FROM (
                SELECT turn AS t FROM task WHERE tenant = ? AND queue = ? AND priority = ? AND lease_until <= ?
                ORDER BY turn LIMIT 1) AS next) AS turns)""";

    private static final String INSERT = "INSERT INTO task(" + COLUMNS
            + ", turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " + TURN + ") ON CONFLICT (tenant, id) DO NOTHING";
    private static final String GET = "SELECT " + COLUMNS + " FROM task WHERE tenant = ? AND id = ?";
    private static final String READY = "SELECT " + COLUMNS
            + " FROM task WHERE tenant = ? AND queue = ? AND lease_until <= ?"
            + " ORDER BY priority DESC, turn, enqueued_at, id LIMIT ?";
    /** The delivery is compared: on PostgreSQL another node may have leased the task since it was read. */
    private static final String LEASE = "UPDATE task SET worker = ?, lease_until = ?, deliveries = deliveries + 1"
            + " WHERE tenant = ? AND id = ? AND deliveries = ?";

    private static final String RENEW = "UPDATE task SET lease_until = ? WHERE tenant = ? AND id = ? AND worker = ?";
    private static final String RELEASE =
            "UPDATE task SET worker = NULL, lease_until = 0 WHERE tenant = ? AND id = ? AND worker = ?";
    private static final String DELETE = "DELETE FROM task WHERE tenant = ? AND id = ?";
    private static final String SUSPECTS = """
            SELECT task.tenant, task.id FROM task
            LEFT JOIN run_index ON run_index.tenant = task.tenant AND run_index.run_id = task.run_id
            WHERE (task.tenant > ? OR (task.tenant = ? AND task.id > ?))
              AND (task.deadline <= ? OR run_index.run_id IS NULL OR run_index.ended_at IS NOT NULL)
            ORDER BY task.tenant, task.id LIMIT ?
            """;
    private static final Suspect FIRST = new Suspect("", "");
    private static final String SIZES = """
            SELECT tenant, queue, sum(CASE WHEN lease_until <= ? THEN 1 ELSE 0 END), count(*) FROM task
            GROUP BY tenant, queue ORDER BY tenant, queue
            """;

    private final StoreWriter writer;
    private final ReadPool reads;

    public TaskTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    /** Part of a run's commit. */
    static void end(Writes writes, String tenant, String id) throws SQLException {
        PreparedStatement statement = writes.statement(DELETE);
        statement.setString(1, tenant);
        statement.setString(2, id);
        writes.add(statement);
    }

    @Override
    public CompletionStage<Boolean> enqueue(TaskRow task) {
        int cell = Cells.of(new RunKey(task.tenant(), task.runId()).entityId());
        return writer.perform(cell, task.body().length(), writes -> {
            PreparedStatement statement = writes.statement(INSERT);
            statement.setString(1, task.tenant());
            statement.setString(2, task.id());
            statement.setString(3, task.queue());
            statement.setString(4, task.runId());
            statement.setString(5, task.step());
            statement.setString(6, task.body());
            statement.setInt(7, task.priority());
            Micros.set(statement, 8, task.enqueuedAt());
            Micros.set(statement, 9, task.deadline());
            statement.setString(10, task.worker());
            statement.setLong(11, task.leaseUntil() == null ? 0 : Micros.of(task.leaseUntil()));
            statement.setInt(12, task.deliveries());
            statement.setString(13, task.tenant());
            statement.setString(14, task.queue());
            statement.setString(15, task.runId());
            statement.setString(16, task.tenant());
            statement.setString(17, task.queue());
            statement.setInt(18, task.priority());
            Micros.set(statement, 19, task.enqueuedAt());
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public CompletionStage<Optional<TaskRow>> get(String tenant, String id) {
        return reads.read(session ->
                new Columns(session.statement(GET)).text(tenant).text(id).one(TaskTable::row));
    }

    @Override
    public CompletionStage<List<TaskRow>> ready(String tenant, String queue, Instant now, int limit) {
        return reads.read(session -> ready(session.statement(READY), tenant, queue, now, limit));
    }

    private static List<TaskRow> ready(PreparedStatement statement, String tenant, String queue, Instant now, int limit)
            throws SQLException {
        return new Columns(statement)
                .text(tenant)
                .text(queue)
                .number(Micros.of(now))
                .number(limit)
                .list(TaskTable::row);
    }

    @Override
    public CompletionStage<List<TaskRow>> lease(
            String tenant, String queue, String worker, int max, Instant now, Instant until) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            List<TaskRow> leased = new ArrayList<>();
            for (TaskRow task : ready(writes.statement(READY), tenant, queue, now, max)) {
                PreparedStatement lease = writes.statement(LEASE);
                lease.setString(1, worker);
                Micros.set(lease, 2, until);
                lease.setString(3, tenant);
                lease.setString(4, task.id());
                lease.setInt(5, task.deliveries());
                if (lease.executeUpdate() == 1) {
                    leased.add(leasedBy(task, worker, until));
                }
            }
            return leased;
        });
    }

    private static TaskRow leasedBy(TaskRow task, String worker, Instant until) {
        return new TaskRow(
                task.tenant(),
                task.id(),
                task.queue(),
                task.runId(),
                task.step(),
                task.body(),
                task.priority(),
                task.enqueuedAt(),
                task.deadline(),
                worker,
                until,
                task.deliveries() + 1);
    }

    @Override
    public CompletionStage<Boolean> renew(String tenant, String id, String worker, Instant until) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement statement = writes.statement(RENEW);
            Micros.set(statement, 1, until);
            statement.setString(2, tenant);
            statement.setString(3, id);
            statement.setString(4, worker);
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public CompletionStage<Boolean> release(String tenant, String id, String worker) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement statement = writes.statement(RELEASE);
            statement.setString(1, tenant);
            statement.setString(2, id);
            statement.setString(3, worker);
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public CompletionStage<Boolean> delete(String tenant, String id) {
        return writer.perform(StoreWriter.NO_CELL, 0, writes -> {
            PreparedStatement statement = writes.statement(DELETE);
            statement.setString(1, tenant);
            statement.setString(2, id);
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public CompletionStage<List<Suspect>> suspects(Instant now, @Nullable Suspect after, int limit) {
        Suspect last = after == null ? FIRST : after;
        return reads.read(session -> new Columns(session.statement(SUSPECTS))
                .text(last.tenant())
                .text(last.tenant())
                .text(last.id())
                .number(Micros.of(now))
                .number(limit)
                .list(row -> new Suspect(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<List<QueueSize>> sizes(Instant now) {
        return reads.read(session -> new Columns(session.statement(SIZES))
                .number(Micros.of(now))
                .list(row -> new QueueSize(
                        row.getString(1), row.getString(2), row.getLong(3), row.getLong(4) - row.getLong(3))));
    }

    private static TaskRow row(ResultSet row) throws SQLException {
        @Nullable Instant leaseUntil = row.getLong(11) == 0 ? null : Micros.get(row, 11);
        return new TaskRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getInt(7),
                Micros.toInstant(row.getLong(8)),
                Micros.get(row, 9),
                row.getString(10),
                leaseUntil,
                row.getInt(12));
    }
}
