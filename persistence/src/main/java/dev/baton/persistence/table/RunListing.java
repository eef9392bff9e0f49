package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunQuery;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists runs, so that each query reads little more than the rows it shows.
 *
 * <p>Statuses other than {@code completed} are few: each is read from its own part of the partial index, and the parts
 * are merged. Lists with {@code completed} in them follow the time, as most rows match. A label leads when it is given.
 */
final class RunListing {

    static final String COLUMNS =
            "r.tenant, r.run_id, r.environment, r.workflow, r.version, r.digest, r.status, r.labels, r.priority,"
                    + " r.waits_for, r.wake_at, r.started_at, r.updated_at, r.ended_at, r.error_kind";

    private static final String COMPLETED = "completed";
    private static final String ORDER = " ORDER BY started_at DESC, run_id DESC LIMIT ?";

    private RunListing() {}

    static Page<RunIndexRow> list(Session session, RunQuery query) throws SQLException {
        List<String> statuses = query.statuses().stream().sorted().toList();
        boolean merged = !statuses.isEmpty()
                && !statuses.contains(COMPLETED)
                && query.labels().isEmpty();
        StringBuilder sql = new StringBuilder();
        if (merged) {
            String part =
                    "SELECT * FROM (" + part(query, " AND r.status = ? AND r.status <> 'completed'") + ORDER + ") p";
            sql.append("SELECT * FROM (");
            for (int i = 0; i < statuses.size(); i++) {
                sql.append(i == 0 ? "" : " UNION ALL ").append(part);
            }
            sql.append(") q").append(ORDER);
        } else {
            sql.append(part(query, statusIn(statuses.size()))).append(ORDER);
        }
        PreparedStatement statement = session.statement(sql.toString());
        // One row more than asked for tells whether there is a next page.
        long limit = query.limit() + 1L;
        Columns columns = new Columns(statement);
        if (merged) {
            for (String status : statuses) {
                set(columns, query, List.of(status)).number(limit);
            }
        } else {
            set(columns, query, statuses);
        }
        return page(columns.number(limit).list(RunListing::row), query.limit());
    }

    private static String statusIn(int count) {
        return count == 0 ? "" : " AND r.status IN (" + "?, ".repeat(count - 1) + "?)";
    }

    private static String part(RunQuery query, String status) {
        StringBuilder sql = new StringBuilder("SELECT ").append(COLUMNS);
        Iterator<String> labels = query.labels().keySet().iterator();
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
        String led = query.labels().isEmpty() ? "r" : "l";
        sql.append(status);
        sql.append(query.workflow() == null ? "" : " AND r.workflow = ?");
        sql.append(query.startedAfter() == null ? "" : " AND " + led + ".started_at > ?");
        sql.append(query.after() == null ? "" : " AND (" + led + ".started_at, " + led + ".run_id) < (?, ?)");
        return sql.toString();
    }

    /** In the order of {@link #part}. */
    private static Columns set(Columns columns, RunQuery query, List<String> statuses) throws SQLException {
        columns.text(query.tenant());
        for (Map.Entry<String, String> label : query.labels().entrySet()) {
            columns.text(label.getKey()).text(label.getValue());
        }
        for (String status : statuses) {
            columns.text(status);
        }
        if (query.workflow() != null) {
            columns.text(query.workflow());
        }
        if (query.startedAfter() != null) {
            columns.number(Micros.of(query.startedAfter()));
        }
        @Nullable Cursor after = query.after();
        if (after != null) {
            columns.number(Micros.of(after.at())).text(after.id());
        }
        return columns;
    }

    private static Page<RunIndexRow> page(List<RunIndexRow> rows, int limit) {
        return Pages.of(rows, limit, last -> new Cursor(last.startedAt(), last.runId()));
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
                row.getString(15));
    }
}
