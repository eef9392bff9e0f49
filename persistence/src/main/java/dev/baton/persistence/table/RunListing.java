package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.run.Lineage;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists runs, so that each query reads little more than the rows it shows.
 *
 * <p>Statuses other than {@code completed} are few: each is read from its own part of the partial index, and the parts
 * are merged. Lists with {@code completed} in them follow the time, as most rows match. A label leads when it is given,
 * else the parent or the root.
 */
final class RunListing {

    static final String COLUMNS =
            "r.tenant, r.run_id, r.environment, r.workflow, r.version, r.digest, r.status, r.labels, r.priority,"
                    + " r.waits_for, r.wake_at, r.started_at, r.updated_at, r.ended_at, r.error_kind,"
                    + " r.parent, r.parent_step, r.root, r.depth";

    private static final String COMPLETED = "completed";

    /** What a run waits for says {@code until} only if time ends it, and then it has a time to wake at. */
    private static final String STUCK =
            " AND (r.wake_at < ? OR (r.wake_at IS NULL AND r.status IN ('waiting', 'paused')"
                    + " AND (r.waits_for IS NULL OR r.waits_for = '[]' OR r.waits_for LIKE '%\"until\":%')))";

    private RunListing() {}

    static Page<RunIndexRow> list(Session session, RunQuery query) throws SQLException {
        // One row more than asked for tells whether there is a next page.
        long limit = query.limit() + 1L;
        Columns columns = new Columns(session.statement(sql(query)));
        RunFilter filter = query.filter();
        if (isMerged(filter)) {
            for (String status : sorted(filter.statuses())) {
                set(columns, query, List.of(status)).number(limit);
            }
        } else {
            set(columns, query, sorted(filter.statuses()));
        }
        return Pages.of(
                columns.number(limit).list(RunListing::row),
                query.limit(),
                last -> new Cursor(last.startedAt(), last.runId()));
    }

    static Map<String, Long> count(Session session, String tenant, RunFilter filter, int max) throws SQLException {
        Columns columns = new Columns(session.statement(countSql(filter)));
        Map<String, Long> counts = new HashMap<>();
        set(columns, tenant, filter, sorted(filter.statuses()))
                .number(max)
                .list(row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }

    /** The statement that counts by such a filter, without its values. */
    static String countSql(RunFilter filter) {
        boolean few = !filter.statuses().isEmpty() && !filter.statuses().contains(COMPLETED);
        // Said, so that the database may use the partial index.
        String status = statusIn(filter.statuses().size()) + (few ? " AND r.status <> 'completed'" : "");
        return "SELECT c.status, count(*) FROM (" + part("r.status AS status", filter, status)
                + " LIMIT ?) c GROUP BY c.status";
    }

    /** The statement for a query of this shape, without its values. */
    static String sql(RunQuery query) {
        RunFilter filter = query.filter();
        int statuses = filter.statuses().size();
        if (!isMerged(filter)) {
            return part(query, statusIn(statuses)) + order(led(filter));
        }
        String one = part(query, " AND r.status = ? AND r.status <> 'completed'") + order("r");
        String all = String.join(" UNION ALL ", Collections.nCopies(statuses, "SELECT * FROM (" + one + ") p"));
        return "SELECT * FROM (" + all + ") q" + order("q");
    }

    private static boolean isMerged(RunFilter filter) {
        return !filter.statuses().isEmpty()
                && !filter.statuses().contains(COMPLETED)
                && filter.labels().isEmpty()
                && filter.parent() == null
                && filter.root() == null;
    }

    private static List<String> sorted(Set<String> statuses) {
        return statuses.stream().sorted().toList();
    }

    private static String order(String table) {
        return " ORDER BY " + table + ".started_at DESC, " + table + ".run_id DESC LIMIT ?";
    }

    private static String statusIn(int count) {
        return count == 0 ? "" : " AND r.status IN (" + "?, ".repeat(count - 1) + "?)";
    }

    private static String part(RunQuery query, String status) {
        String led = led(query.filter());
        return part(COLUMNS, query.filter(), status)
                + (query.after() == null ? "" : " AND (" + led + ".started_at, " + led + ".run_id) < (?, ?)");
    }

    private static String part(String columns, RunFilter filter, String status) {
        StringBuilder sql = new StringBuilder("SELECT ").append(columns);
        Iterator<String> labels = filter.labels().keySet().iterator();
        if (labels.hasNext()) {
            labels.next();
            sql.append(" FROM run_label l JOIN run_index r ON r.tenant = l.tenant AND r.run_id = l.run_id")
                    .append(" WHERE l.tenant = ? AND l.name = ? AND l.value = ?");
        } else {
            sql.append(" FROM run_index r WHERE r.tenant = ?");
        }
        while (labels.hasNext()) {
            labels.next();
            sql.append(" AND EXISTS (SELECT 1 FROM run_label o WHERE o.tenant = r.tenant AND o.name = ?")
                    .append(" AND o.value = ? AND o.started_at = r.started_at AND o.run_id = r.run_id)");
        }
        String led = led(filter);
        sql.append(status);
        sql.append(filter.workflow() == null ? "" : " AND r.workflow = ?");
        sql.append(filter.version() == null ? "" : " AND r.version = ?");
        sql.append(filter.parent() == null ? "" : " AND r.parent = ?");
        sql.append(filter.root() == null ? "" : " AND r.root = ?");
        sql.append(filter.errorKind() == null ? "" : " AND r.error_kind = ?");
        sql.append(filter.startedAfter() == null ? "" : " AND " + led + ".started_at > ?");
        sql.append(filter.startedBefore() == null ? "" : " AND " + led + ".started_at < ?");
        sql.append(filter.stuckSince() == null ? "" : STUCK);
        return sql.toString();
    }

    /** The table that gives the order. */
    private static String led(RunFilter filter) {
        return filter.labels().isEmpty() ? "r" : "l";
    }

    private static Columns set(Columns columns, RunQuery query, List<String> statuses) throws SQLException {
        set(columns, query.tenant(), query.filter(), statuses);
        @Nullable Cursor after = query.after();
        if (after != null) {
            columns.number(Micros.of(after.at())).text(after.id());
        }
        return columns;
    }

    /** In the order of {@link #part}. */
    private static Columns set(Columns columns, String tenant, RunFilter filter, List<String> statuses)
            throws SQLException {
        columns.text(tenant);
        for (Map.Entry<String, String> label : filter.labels().entrySet()) {
            columns.text(label.getKey()).text(label.getValue());
        }
        for (String status : statuses) {
            columns.text(status);
        }
        text(columns, filter.workflow());
        if (filter.version() != null) {
            columns.number(filter.version());
        }
        text(columns, filter.parent());
        text(columns, filter.root());
        text(columns, filter.errorKind());
        time(columns, filter.startedAfter());
        time(columns, filter.startedBefore());
        time(columns, filter.stuckSince());
        return columns;
    }

    private static void text(Columns columns, @Nullable String value) throws SQLException {
        if (value != null) {
            columns.text(value);
        }
    }

    private static void time(Columns columns, @Nullable Instant value) throws SQLException {
        if (value != null) {
            columns.number(Micros.of(value));
        }
    }

    static RunIndexRow row(ResultSet row) throws SQLException {
        return new RunIndexRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                Labels.fromJson(row.getString(8)),
                row.getInt(9),
                row.getString(10),
                Micros.get(row, 11),
                Micros.toInstant(row.getLong(12)),
                Micros.toInstant(row.getLong(13)),
                Micros.get(row, 14),
                row.getString(15),
                lineage(row));
    }

    private static @Nullable Lineage lineage(ResultSet row) throws SQLException {
        String parent = row.getString(16);
        return parent == null ? null : new Lineage(parent, row.getString(17), row.getString(18), row.getInt(19));
    }
}
