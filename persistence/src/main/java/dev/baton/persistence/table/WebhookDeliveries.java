package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.WebhookStore;
import dev.baton.actors.webhook.DeliveryTry;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.persistence.codec.DeliveryTriesCodec;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.Session;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The deliveries of webhooks: those to be made, and for some time those that were. */
final class WebhookDeliveries {

    private static final DeliveryTriesCodec TRIES = new DeliveryTriesCodec();

    private static final String COLUMNS =
            "tenant, webhook, id, run_id, event, type, at, status, next_at, attempts, tries";
    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM webhook_delivery WHERE tenant = ? AND webhook = ?";
    private static final String DUE = SELECT + " AND next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?";
    private static final String GET = SELECT + " AND id = ?";
    private static final String OPEN = """
            SELECT count(*), min(next_at) FROM (SELECT next_at FROM webhook_delivery
              WHERE tenant = ? AND webhook = ? AND next_at IS NOT NULL ORDER BY next_at LIMIT ?) o
            """;
    private static final String BEGIN = "INSERT INTO webhook_delivery(" + COLUMNS
            + ", changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, 0, '[]', ?) ON CONFLICT (tenant, webhook, id) DO ";
    private static final String ONCE = BEGIN + "NOTHING";
    private static final String AGAIN_TOO = BEGIN
            + "UPDATE SET status = 'pending', next_at = excluded.next_at, attempts = 0, changed_at = excluded.changed_at";
    private static final String SETTLE = """
            UPDATE webhook_delivery SET status = ?, next_at = ?, attempts = ?, tries = ?, changed_at = ?
            WHERE tenant = ? AND webhook = ? AND id = ?
            """;
    private static final String AGAIN = """
            UPDATE webhook_delivery SET status = 'pending', next_at = ?, attempts = 0, changed_at = ?
            WHERE tenant = ? AND webhook = ? AND id = ?
            """;
    private static final String HURRY = """
            UPDATE webhook_delivery SET next_at = ? WHERE tenant = ? AND webhook = ? AND next_at IS NOT NULL
            """;
    private static final String REMOVE = "DELETE FROM webhook_delivery WHERE tenant = ? AND webhook = ?";
    private static final String TRIM = """
            DELETE FROM webhook_delivery WHERE (tenant, webhook, id) IN
              (SELECT tenant, webhook, id FROM webhook_delivery WHERE next_at IS NULL AND changed_at < ? LIMIT ?)
            """;

    private WebhookDeliveries() {}

    static void begin(Writes writes, List<WebhookDelivery> deliveries, boolean again) throws SQLException {
        PreparedStatement statement = writes.statement(again ? AGAIN_TOO : ONCE);
        for (WebhookDelivery delivery : deliveries) {
            statement.setString(1, delivery.webhook().tenant());
            statement.setString(2, delivery.webhook().name());
            statement.setString(3, delivery.id());
            statement.setString(4, delivery.run());
            statement.setLong(5, delivery.event());
            statement.setString(6, delivery.type());
            Micros.set(statement, 7, delivery.at());
            Micros.set(statement, 8, delivery.nextAt());
            Micros.set(statement, 9, delivery.nextAt());
            statement.executeUpdate();
        }
    }

    static void settle(Writes writes, WebhookDelivery delivery, DeliveryTry tried, WebhookStore.Settled settled)
            throws SQLException {
        List<DeliveryTry> tries = new ArrayList<>(delivery.tries());
        tries.add(tried);
        int from = Math.max(0, tries.size() - WebhookDelivery.TRIES_KEPT_MAX);
        PreparedStatement statement = writes.statement(SETTLE);
        statement.setString(1, settled.status().code());
        Micros.set(statement, 2, settled.nextAt());
        statement.setInt(3, delivery.attempts() + 1);
        statement.setString(4, TRIES.encode(tries.subList(from, tries.size())));
        Micros.set(statement, 5, tried.at());
        statement.setString(6, delivery.webhook().tenant());
        statement.setString(7, delivery.webhook().name());
        statement.setString(8, delivery.id());
        statement.executeUpdate();
    }

    static boolean again(Writes writes, WebhookKey key, String id, Instant now) throws SQLException {
        PreparedStatement statement = writes.statement(AGAIN);
        Micros.set(statement, 1, now);
        Micros.set(statement, 2, now);
        statement.setString(3, key.tenant());
        statement.setString(4, key.name());
        statement.setString(5, id);
        return statement.executeUpdate() == 1;
    }

    /** Whoever lets a webhook go on does not want to wait for what failed before. */
    static void hurry(Writes writes, WebhookKey key, Instant now) throws SQLException {
        PreparedStatement statement = writes.statement(HURRY);
        Micros.set(statement, 1, now);
        statement.setString(2, key.tenant());
        statement.setString(3, key.name());
        statement.executeUpdate();
    }

    static void remove(Writes writes, WebhookKey key) throws SQLException {
        PreparedStatement statement = writes.statement(REMOVE);
        statement.setString(1, key.tenant());
        statement.setString(2, key.name());
        statement.executeUpdate();
    }

    static int trim(Writes writes, Instant before) throws SQLException {
        PreparedStatement statement = writes.statement(TRIM);
        Micros.set(statement, 1, before);
        statement.setInt(2, FeedTable.TRIM_MAX);
        return statement.executeUpdate();
    }

    private static Columns of(Session session, String query, WebhookKey key) throws SQLException {
        return new Columns(session.statement(query)).text(key.tenant()).text(key.name());
    }

    static List<WebhookDelivery> due(Session session, WebhookKey key, Instant now, int limit) throws SQLException {
        return of(session, DUE, key).number(Micros.of(now)).number(limit).list(WebhookDeliveries::delivery);
    }

    static WebhookStore.Open open(Session session, WebhookKey key) throws SQLException {
        return of(session, OPEN, key)
                .number(WebhookStore.OPEN_MAX)
                .one(row -> new WebhookStore.Open(row.getInt(1), Micros.get(row, 2)))
                .orElseThrow();
    }

    static Optional<WebhookDelivery> get(Session session, WebhookKey key, String id) throws SQLException {
        return of(session, GET, key).text(id).one(WebhookDeliveries::delivery);
    }

    static List<WebhookDelivery> list(
            Session session, WebhookKey key, WebhookDelivery.@Nullable Status status, @Nullable Cursor after, int limit)
            throws SQLException {
        String filter = status == null ? "" : " AND status = ?";
        String page = after == null ? "" : " AND (at, id) < (?, ?)";
        Columns columns = of(session, SELECT + filter + page + " ORDER BY at DESC, id DESC LIMIT ?", key);
        if (status != null) {
            columns.text(status.code());
        }
        if (after != null) {
            columns.number(Micros.of(after.at())).text(after.id());
        }
        return columns.number(limit).list(WebhookDeliveries::delivery);
    }

    private static WebhookDelivery delivery(ResultSet row) throws SQLException {
        return new WebhookDelivery(
                new WebhookKey(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                Micros.toInstant(row.getLong(7)),
                WebhookDelivery.Status.of(row.getString(8)),
                Micros.get(row, 9),
                row.getInt(10),
                TRIES.decode(row.getString(11)));
    }
}
