package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.WebhookStore;
import dev.baton.actors.webhook.DeliveryTry;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.actors.webhook.WebhookState;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import dev.baton.persistence.writer.Write;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Webhooks, and with {@link WebhookDeliveries} what is delivered to them. */
public final class WebhookTable implements WebhookStore {

    private static final int BYTES_EXPECTED = 500;

    private static final String COLUMNS = "tenant, name, version, status, reason, changed_at, changed_by, owner, epoch,"
            + " turn, place, event, replay_turn, replay_place, replay_event, replay_until_turn, replay_until_place,"
            + " replay_since, failing_since, delivered_at";
    private static final String GET = "SELECT " + COLUMNS + " FROM webhook WHERE tenant = ? AND name = ?";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM webhook WHERE tenant = ? AND name > ? ORDER BY name LIMIT ?";
    private static final String ACTIVE =
            "SELECT " + COLUMNS + " FROM webhook WHERE status = 'active' ORDER BY tenant, name LIMIT ?";
    private static final String COUNT = "SELECT status, count(*) FROM webhook GROUP BY status";
    private static final String INSERT = """
            INSERT INTO webhook(tenant, name, version, status, changed_at, changed_by, owner, epoch, turn, place, event)
            VALUES (?, ?, ?, ?, ?, ?, '', 0, ?, ?, 0)
            """;
    private static final String NEW_VERSION = """
            UPDATE webhook SET version = ?, status = ?, reason = NULL, changed_at = ?, changed_by = ?,
              failing_since = NULL WHERE tenant = ? AND name = ?
            """;
    private static final String PUT = """
            UPDATE webhook SET status = ?, reason = ?, changed_at = ?, changed_by = ?, failing_since = NULL
            WHERE tenant = ? AND name = ?
            """;
    private static final String CLAIM =
            "UPDATE webhook SET owner = ?, epoch = epoch + 1 WHERE tenant = ? AND name = ? AND epoch = ?";
    private static final String PLAN = """
            UPDATE webhook SET turn = ?, place = ?, event = ?, replay_turn = ?, replay_place = ?, replay_event = ?,
              replay_until_turn = ?, replay_until_place = ?, replay_since = ? WHERE tenant = ? AND name = ? AND epoch = ?
            """;
    private static final String REPLAY = """
            UPDATE webhook SET replay_turn = ?, replay_place = ?, replay_event = ?, replay_until_turn = ?,
              replay_until_place = ?, replay_since = ?, epoch = epoch + 1, owner = '' WHERE tenant = ? AND name = ?
            """;
    private static final String PROGRESS = """
            UPDATE webhook SET failing_since = ?, delivered_at = coalesce(?, delivered_at)
            WHERE tenant = ? AND name = ? AND epoch = ?
            """;
    private static final String REMOVE = "DELETE FROM webhook WHERE tenant = ? AND name = ?";

    private final StoreWriter writer;
    private final ReadPool reads;

    public WebhookTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    private <T> CompletionStage<T> write(Write<T> write) {
        return writer.perform(StoreWriter.NO_CELL, BYTES_EXPECTED, write);
    }

    @Override
    public CompletionStage<WebhookState> apply(
            WebhookKey key, int version, @Nullable Boolean paused, Instant at, String by) {
        return write(writes -> {
            Optional<WebhookState> before = get(new Columns(writes.statement(GET)), key);
            if (before.isEmpty()) {
                insert(writes, key, version, status(Boolean.TRUE.equals(paused)), at, by);
                FeedTable.keepAsWanted(writes);
            } else if (before.get().version() < version) {
                boolean stays = before.get().status() == WebhookState.Status.PAUSED;
                change(writes, key, version, status(paused == null ? stays : paused), at, by);
            }
            return get(new Columns(writes.statement(GET)), key).orElseThrow();
        });
    }

    private static WebhookState.Status status(boolean paused) {
        return paused ? WebhookState.Status.PAUSED : WebhookState.Status.ACTIVE;
    }

    /** What is acknowledged before is not for it; all that comes after is. */
    private static void insert(
            Writes writes, WebhookKey key, int version, WebhookState.Status status, Instant at, String by)
            throws SQLException {
        FeedPosition end = FeedTable.end(writes);
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, key.tenant());
        statement.setString(2, key.name());
        statement.setInt(3, version);
        statement.setString(4, status.code());
        Micros.set(statement, 5, at);
        statement.setString(6, by);
        statement.setLong(7, end.turn());
        statement.setInt(8, end.place());
        statement.executeUpdate();
    }

    private static void change(
            Writes writes, WebhookKey key, int version, WebhookState.Status status, Instant at, String by)
            throws SQLException {
        PreparedStatement statement = writes.statement(NEW_VERSION);
        statement.setInt(1, version);
        statement.setString(2, status.code());
        Micros.set(statement, 3, at);
        statement.setString(4, by);
        statement.setString(5, key.tenant());
        statement.setString(6, key.name());
        statement.executeUpdate();
    }

    @Override
    public CompletionStage<Optional<WebhookState>> get(WebhookKey key) {
        return reads.read(session -> get(new Columns(session.statement(GET)), key));
    }

    private static Optional<WebhookState> get(Columns columns, WebhookKey key) throws SQLException {
        return columns.text(key.tenant()).text(key.name()).one(WebhookTable::state);
    }

    @Override
    public CompletionStage<List<WebhookState>> list(String tenant, @Nullable String afterName, int limit) {
        return reads.read(session -> new Columns(session.statement(LIST))
                .text(tenant)
                .text(afterName == null ? "" : afterName)
                .number(limit)
                .list(WebhookTable::state));
    }

    @Override
    public CompletionStage<List<WebhookState>> active(int limit) {
        return reads.read(
                session -> new Columns(session.statement(ACTIVE)).number(limit).list(WebhookTable::state));
    }

    @Override
    public CompletionStage<Map<String, Long>> countByStatus() {
        return reads.read(session -> {
            Map<String, Long> counts = new HashMap<>();
            new Columns(session.statement(COUNT)).list(row -> counts.put(row.getString(1), row.getLong(2)));
            return counts;
        });
    }

    private static WebhookState state(ResultSet row) throws SQLException {
        return new WebhookState(
                new WebhookKey(row.getString(1), row.getString(2)),
                row.getInt(3),
                WebhookState.Status.of(row.getString(4)),
                row.getString(5),
                Micros.toInstant(row.getLong(6)),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                new FeedPosition(row.getLong(10), row.getInt(11), row.getLong(12)),
                replay(row),
                Micros.get(row, 19),
                Micros.get(row, 20));
    }

    private static WebhookState.@Nullable Replay replay(ResultSet row) throws SQLException {
        FeedPosition next = new FeedPosition(row.getLong(13), row.getInt(14), row.getLong(15));
        return row.wasNull()
                ? null
                : new WebhookState.Replay(
                        next, new FeedPosition(row.getLong(16), row.getInt(17), 0), Micros.get(row, 18));
    }

    @Override
    public CompletionStage<Boolean> put(
            WebhookKey key, WebhookState.Status status, @Nullable String reason, Instant at, String by) {
        return write(writes -> {
            PreparedStatement statement = writes.statement(PUT);
            statement.setString(1, status.code());
            statement.setString(2, reason);
            Micros.set(statement, 3, at);
            statement.setString(4, by);
            statement.setString(5, key.tenant());
            statement.setString(6, key.name());
            boolean found = statement.executeUpdate() == 1;
            if (found && status == WebhookState.Status.ACTIVE) {
                WebhookDeliveries.hurry(writes, key, at);
            }
            return found;
        });
    }

    @Override
    public CompletionStage<Void> remove(WebhookKey key) {
        return write(writes -> {
                    PreparedStatement statement = writes.statement(REMOVE);
                    statement.setString(1, key.tenant());
                    statement.setString(2, key.name());
                    statement.executeUpdate();
                    WebhookDeliveries.remove(writes, key);
                    FeedTable.keepAsWanted(writes);
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<WebhookState>> claim(WebhookState seen) {
        return write(writes -> {
            PreparedStatement claim = writes.statement(CLAIM);
            claim.setString(1, writer.cells().owner());
            claim.setString(2, seen.key().tenant());
            claim.setString(3, seen.key().name());
            claim.setLong(4, seen.epoch());
            return claim.executeUpdate() == 1 ? get(new Columns(writes.statement(GET)), seen.key()) : Optional.empty();
        });
    }

    @Override
    public boolean isMine(WebhookState state) {
        return state.owner().equals(writer.cells().owner());
    }

    @Override
    public CompletionStage<Boolean> plan(WebhookState state, Planned planned) {
        return write(writes -> {
            PreparedStatement plan = writes.statement(PLAN);
            plan.setLong(1, planned.next().turn());
            plan.setInt(2, planned.next().place());
            plan.setLong(3, planned.next().event());
            set(plan, 4, planned.replay());
            plan.setString(10, state.key().tenant());
            plan.setString(11, state.key().name());
            plan.setLong(12, state.epoch());
            boolean mine = plan.executeUpdate() == 1;
            if (mine) {
                WebhookDeliveries.begin(writes, planned.deliveries(), planned.again());
            }
            return mine;
        });
    }

    private static void set(PreparedStatement statement, int column, WebhookState.@Nullable Replay replay)
            throws SQLException {
        if (replay == null) {
            statement.setNull(column, Types.BIGINT);
            statement.setNull(column + 1, Types.INTEGER);
            statement.setNull(column + 2, Types.BIGINT);
            statement.setNull(column + 3, Types.BIGINT);
            statement.setNull(column + 4, Types.INTEGER);
            statement.setNull(column + 5, Types.BIGINT);
            return;
        }
        statement.setLong(column, replay.next().turn());
        statement.setInt(column + 1, replay.next().place());
        statement.setLong(column + 2, replay.next().event());
        statement.setLong(column + 3, replay.until().turn());
        statement.setInt(column + 4, replay.until().place());
        Micros.set(statement, column + 5, replay.since());
    }

    @Override
    public CompletionStage<Boolean> replay(WebhookKey key, WebhookState.Replay replay) {
        return write(writes -> {
            PreparedStatement statement = writes.statement(REPLAY);
            set(statement, 1, replay);
            statement.setString(7, key.tenant());
            statement.setString(8, key.name());
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public CompletionStage<Boolean> settle(
            WebhookState state, WebhookDelivery delivery, DeliveryTry tried, Settled settled) {
        return write(writes -> {
            PreparedStatement progress = writes.statement(PROGRESS);
            Micros.set(progress, 1, settled.failingSince());
            Micros.set(progress, 2, settled.status() == WebhookDelivery.Status.DELIVERED ? tried.at() : null);
            progress.setString(3, state.key().tenant());
            progress.setString(4, state.key().name());
            progress.setLong(5, state.epoch());
            if (progress.executeUpdate() != 1) {
                return false;
            }
            WebhookDeliveries.settle(writes, delivery, tried, settled);
            if (settled.stop() != null) {
                stop(writes, state.key(), settled.stop(), settled.reason(), tried.at());
            }
            return true;
        });
    }

    private static void stop(
            Writes writes, WebhookKey key, WebhookState.Status status, @Nullable String reason, Instant at)
            throws SQLException {
        PreparedStatement statement = writes.statement("""
                UPDATE webhook SET status = ?, reason = ?, changed_at = ?, changed_by = 'system'
                WHERE tenant = ? AND name = ? AND status = 'active'
                """);
        statement.setString(1, status.code());
        statement.setString(2, reason);
        Micros.set(statement, 3, at);
        statement.setString(4, key.tenant());
        statement.setString(5, key.name());
        statement.executeUpdate();
    }

    @Override
    public CompletionStage<List<WebhookDelivery>> due(WebhookKey key, Instant now, int limit) {
        return reads.read(session -> WebhookDeliveries.due(session, key, now, limit));
    }

    @Override
    public CompletionStage<Open> open(WebhookKey key) {
        return reads.read(session -> WebhookDeliveries.open(session, key));
    }

    @Override
    public CompletionStage<Page<WebhookDelivery>> deliveries(
            WebhookKey key, WebhookDelivery.@Nullable Status status, @Nullable Cursor after, int limit) {
        return reads.read(session -> Pages.of(
                WebhookDeliveries.list(session, key, status, after, limit + 1),
                limit,
                last -> new Cursor(last.at(), last.id())));
    }

    @Override
    public CompletionStage<Optional<WebhookDelivery>> delivery(WebhookKey key, String id) {
        return reads.read(session -> WebhookDeliveries.get(session, key, id));
    }

    @Override
    public CompletionStage<Boolean> again(WebhookKey key, String id, Instant now) {
        return write(writes -> WebhookDeliveries.again(writes, key, id, now));
    }

    @Override
    public CompletionStage<Integer> trim(Duration age, Instant now) {
        return write(writes -> WebhookDeliveries.trim(writes, now.minus(age)));
    }
}
