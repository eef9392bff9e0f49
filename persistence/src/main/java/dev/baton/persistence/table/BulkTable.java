package dev.baton.persistence.table;

import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.port.BulkStore;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.persistence.codec.BulkCodec;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bulk operations, written as {@link ScheduleTable schedules} are: against the number of the last event. */
public final class BulkTable implements BulkStore {

    private static final String INSERT = """
            INSERT INTO bulk_operation(tenant, id, last_event, asked_at, wake_at, manifest, state)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING
            """;
    private static final String UPDATE = """
            UPDATE bulk_operation SET last_event = ?, wake_at = ?, manifest = ?, state = ?
            WHERE tenant = ? AND id = ? AND last_event = ?
            """;
    private static final String CHANGE =
            "INSERT INTO bulk_change(tenant, id, first_event, at, manifest, body) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String GET = "SELECT manifest, state FROM bulk_operation WHERE tenant = ? AND id = ?";
    private static final String DUE =
            "SELECT tenant, id FROM bulk_operation WHERE wake_at <= ? ORDER BY wake_at, tenant, id LIMIT ?";
    private static final String OPEN = """
            SELECT count(*) FROM (SELECT 1 AS one FROM bulk_operation WHERE tenant = ? AND wake_at IS NOT NULL LIMIT ?) o
            """;
    private static final String LIST = "SELECT manifest, state FROM bulk_operation WHERE tenant = ?";
    private static final String BEYOND = " AND (asked_at, id) < (?, ?)";
    private static final String NEWEST_FIRST = " ORDER BY asked_at DESC, id DESC LIMIT ?";
    private static final String HISTORY = """
            SELECT manifest, body FROM bulk_change WHERE tenant = ? AND id = ? AND first_event < ?
            ORDER BY first_event DESC LIMIT ?
            """;

    private final StoreWriter writer;
    private final ReadPool reads;
    private final BulkCodec codec = new BulkCodec();

    public BulkTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    @Override
    public CompletionStage<Boolean> append(BulkChange change, BulkState next) {
        String body = codec.encode(change);
        String state = codec.encode(next);
        return writer.perform(StoreWriter.NO_CELL, body.length() + state.length(), writes -> {
            int rows = change.firstEvent() == 1 ? insert(writes, next, state) : update(writes, change, next, state);
            if (rows == 1) {
                insert(writes, change, body);
            }
            return rows == 1;
        });
    }

    private static int insert(Writes writes, BulkState next, String state) throws SQLException {
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, next.key().tenant());
        statement.setString(2, next.key().id());
        statement.setLong(3, next.lastEvent());
        Micros.set(statement, 4, next.wanted().at());
        Micros.set(statement, 5, next.wakeAt());
        statement.setString(6, BulkCodec.STATE);
        statement.setString(7, state);
        return statement.executeUpdate();
    }

    private static int update(Writes writes, BulkChange change, BulkState next, String state) throws SQLException {
        PreparedStatement statement = writes.statement(UPDATE);
        statement.setLong(1, next.lastEvent());
        Micros.set(statement, 2, next.wakeAt());
        statement.setString(3, BulkCodec.STATE);
        statement.setString(4, state);
        statement.setString(5, next.key().tenant());
        statement.setString(6, next.key().id());
        statement.setLong(7, change.firstEvent() - 1);
        return statement.executeUpdate();
    }

    private static void insert(Writes writes, BulkChange change, String body) throws SQLException {
        PreparedStatement statement = writes.statement(CHANGE);
        statement.setString(1, change.key().tenant());
        statement.setString(2, change.key().id());
        statement.setLong(3, change.firstEvent());
        Micros.set(statement, 4, change.at());
        statement.setString(5, BulkCodec.CHANGE);
        statement.setString(6, body);
        statement.executeUpdate();
    }

    @Override
    public CompletionStage<Optional<BulkState>> get(BulkKey key) {
        return reads.read(session -> new Columns(session.statement(GET))
                .text(key.tenant())
                .text(key.id())
                .one(row -> codec.state(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<List<BulkKey>> due(Instant now, int limit) {
        return reads.read(session -> new Columns(session.statement(DUE))
                .number(Micros.of(now))
                .number(limit)
                .list(row -> new BulkKey(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<Integer> open(String tenant, int max) {
        return reads.read(session -> new Columns(session.statement(OPEN))
                .text(tenant)
                .number(max)
                .one(row -> row.getInt(1))
                .orElse(0));
    }

    @Override
    public CompletionStage<Page<BulkState>> list(String tenant, @Nullable Cursor after, int limit) {
        return reads.read(session -> {
            String page = after == null ? "" : BEYOND;
            Columns columns = new Columns(session.statement(LIST + page + NEWEST_FIRST)).text(tenant);
            if (after != null) {
                columns.number(Micros.of(after.at())).text(after.id());
            }
            return Pages.of(
                    columns.number(limit + 1L).list(row -> codec.state(row.getString(1), row.getString(2))),
                    limit,
                    last -> new Cursor(last.wanted().at(), last.key().id()));
        });
    }

    @Override
    public CompletionStage<List<BulkChange>> history(BulkKey key, @Nullable Long before, int limit) {
        return reads.read(session -> new Columns(session.statement(HISTORY))
                .text(key.tenant())
                .text(key.id())
                .number(before == null ? Long.MAX_VALUE : before)
                .number(limit)
                .list(row -> codec.change(row.getString(1), row.getString(2))));
    }
}
