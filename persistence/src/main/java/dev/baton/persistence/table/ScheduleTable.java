package dev.baton.persistence.table;

import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.persistence.codec.ScheduleCodec;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The schedules. A change is written against the number of the last event that its writer has seen, so that of two that
 * were decided at the same time, on whatever nodes, one is decided again. That is all the fence there must be: a schedule
 * belongs to no node.
 */
public final class ScheduleTable implements ScheduleStore {

    private static final String INSERT = """
            INSERT INTO schedule(tenant, name, last_event, deleted, wake_at, manifest, state) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, name) DO NOTHING
            """;
    private static final String UPDATE = """
            UPDATE schedule SET last_event = ?, deleted = ?, wake_at = ?, manifest = ?, state = ?
            WHERE tenant = ? AND name = ? AND last_event = ?
            """;
    private static final String CHANGE =
            "INSERT INTO schedule_change(tenant, name, first_event, at, manifest, body) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String GET = "SELECT name, manifest, state FROM schedule WHERE tenant = ? AND name = ?";
    private static final String DUE =
            "SELECT tenant, name FROM schedule WHERE wake_at <= ? ORDER BY wake_at, tenant, name LIMIT ?";
    private static final String LIST =
            "SELECT name, manifest, state FROM schedule WHERE tenant = ? AND name > ? AND deleted = 0 ORDER BY name LIMIT ?";
    private static final String HISTORY = """
            SELECT manifest, body FROM schedule_change WHERE tenant = ? AND name = ? AND first_event < ?
            ORDER BY first_event DESC LIMIT ?
            """;

    private final StoreWriter writer;
    private final ReadPool reads;
    private final ScheduleCodec codec = new ScheduleCodec();

    public ScheduleTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    @Override
    public CompletionStage<Boolean> append(ScheduleChange change, ScheduleState next, @Nullable Instant wakeAt) {
        String body = codec.encode(change);
        String state = codec.encode(next);
        return writer.perform(StoreWriter.NO_CELL, body.length() + state.length(), writes -> {
            boolean first = change.firstEvent() == 1;
            int rows = first ? insert(writes, next, wakeAt, state) : update(writes, change, next, wakeAt, state);
            if (rows == 1) {
                insert(writes, change, body);
            }
            return rows == 1;
        });
    }

    private static int insert(Writes writes, ScheduleState next, @Nullable Instant wakeAt, String state)
            throws SQLException {
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, next.key().tenant());
        statement.setString(2, next.key().name());
        statement.setLong(3, next.lastEvent());
        statement.setInt(4, next.deleted() ? 1 : 0);
        Micros.set(statement, 5, wakeAt);
        statement.setString(6, ScheduleCodec.STATE);
        statement.setString(7, state);
        return statement.executeUpdate();
    }

    private static int update(
            Writes writes, ScheduleChange change, ScheduleState next, @Nullable Instant wakeAt, String state)
            throws SQLException {
        PreparedStatement statement = writes.statement(UPDATE);
        statement.setLong(1, next.lastEvent());
        statement.setInt(2, next.deleted() ? 1 : 0);
        Micros.set(statement, 3, wakeAt);
        statement.setString(4, ScheduleCodec.STATE);
        statement.setString(5, state);
        statement.setString(6, next.key().tenant());
        statement.setString(7, next.key().name());
        statement.setLong(8, change.firstEvent() - 1);
        return statement.executeUpdate();
    }

    private static void insert(Writes writes, ScheduleChange change, String body) throws SQLException {
        PreparedStatement statement = writes.statement(CHANGE);
        statement.setString(1, change.key().tenant());
        statement.setString(2, change.key().name());
        statement.setLong(3, change.firstEvent());
        Micros.set(statement, 4, change.at());
        statement.setString(5, ScheduleCodec.CHANGE);
        statement.setString(6, body);
        statement.executeUpdate();
    }

    @Override
    public CompletionStage<Optional<ScheduleState>> get(ScheduleKey key) {
        return reads.read(session -> new Columns(session.statement(GET))
                .text(key.tenant())
                .text(key.name())
                .one(this::state));
    }

    /** What a newer version has written is no defect: its nodes look after it. */
    private ScheduleState state(ResultSet row) throws SQLException {
        String name = row.getString(1);
        String manifest = row.getString(2);
        return UnreadableDefinition.read("schedule " + name, row.getString(3), text -> codec.state(manifest, text));
    }

    @Override
    public CompletionStage<List<ScheduleKey>> due(Instant now, int limit) {
        return reads.read(session -> new Columns(session.statement(DUE))
                .number(Micros.of(now))
                .number(limit)
                .list(row -> new ScheduleKey(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<List<ScheduleState>> list(String tenant, @Nullable String afterName, int limit) {
        return reads.read(session -> new Columns(session.statement(LIST))
                .text(tenant)
                .text(afterName == null ? "" : afterName)
                .number(limit)
                .list(this::state));
    }

    @Override
    public CompletionStage<List<ScheduleChange>> history(ScheduleKey key, @Nullable Long before, int limit) {
        return reads.read(session -> new Columns(session.statement(HISTORY))
                .text(key.tenant())
                .text(key.name())
                .number(before == null ? Long.MAX_VALUE : before)
                .number(limit)
                .list(row -> codec.change(row.getString(1), row.getString(2))));
    }
}
