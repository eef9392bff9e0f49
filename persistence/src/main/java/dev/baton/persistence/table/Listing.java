package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of one table's rows of one tenant, newest first, by pages. Names of tables and columns are constants. */
final class Listing {

    private final String select;
    private final String time;
    private final String indexedStatus;
    private final StringBuilder filters = new StringBuilder();
    private final List<String> values = new ArrayList<>();

    /** @param indexedStatus the status for which there is a partial index */
    Listing(String table, String columns, String time, String indexedStatus) {
        this.select = "SELECT " + columns + " FROM " + table + " WHERE tenant = ?";
        this.time = time;
        this.indexedStatus = indexedStatus;
    }

    /** Nothing if the value is null. */
    Listing filtered(String column, @Nullable String value) {
        if (indexedStatus.equals(value) && column.equals("status")) {
            // As a constant: only then may the database use the partial index.
            filters.append(" AND status = '").append(indexedStatus).append('\'');
        } else if (value != null) {
            filters.append(" AND ").append(column).append(" = ?");
            values.add(value);
        }
        return this;
    }

    /** Rows whose column holds the word, among others with spaces between them. Nothing if the word is null. */
    Listing holding(String column, @Nullable String word) {
        if (word != null) {
            filters.append(" AND (' ' || ").append(column).append(" || ' ') LIKE ? ESCAPE '!'");
            values.add("% " + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + " %");
        }
        return this;
    }

    <T> List<T> rows(Session session, String tenant, @Nullable Cursor after, int limit, Columns.Row<T> reading)
            throws SQLException {
        String page = after == null ? "" : " AND (" + time + ", id) < (?, ?)";
        String order = " ORDER BY " + time + " DESC, id DESC LIMIT ?";
        Columns columns = new Columns(session.statement(select + filters + page + order)).text(tenant);
        for (String value : values) {
            columns.text(value);
        }
        if (after != null) {
            columns.number(Micros.of(after.at())).text(after.id());
        }
        return columns.number(limit).list(reading);
    }
}
