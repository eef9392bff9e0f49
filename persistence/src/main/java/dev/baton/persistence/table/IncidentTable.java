package dev.baton.persistence.table;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.IncidentIndex;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.Page;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The incidents, open and resolved. */
public final class IncidentTable implements IncidentIndex {

    private static final String COLUMNS = "tenant, id, run_id, step, kind, message, status, raised_at, resolved_at";
    private static final String PUT = "INSERT INTO incident(" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (tenant, id) DO UPDATE SET status = excluded.status, resolved_at = excluded.resolved_at";
    private static final String GET = "SELECT " + COLUMNS + " FROM incident WHERE tenant = ? AND id = ?";

    private final ReadPool reads;

    public IncidentTable(ReadPool reads) {
        this.reads = reads;
    }

    static void put(Writes writes, IncidentRow incident) throws SQLException {
        PreparedStatement statement = writes.statement(PUT);
        statement.setString(1, incident.tenant());
        statement.setString(2, incident.id());
        statement.setString(3, incident.runId());
        statement.setString(4, incident.step());
        statement.setString(5, incident.kind());
        statement.setString(6, incident.message());
        statement.setString(7, incident.status());
        Micros.set(statement, 8, incident.raisedAt());
        Micros.set(statement, 9, incident.resolvedAt());
        writes.add(statement);
    }

    @Override
    public CompletionStage<Optional<IncidentRow>> get(String tenant, String id) {
        return reads.read(session ->
                new Columns(session.statement(GET)).text(tenant).text(id).one(IncidentTable::row));
    }

    @Override
    public CompletionStage<Page<IncidentRow>> list(
            String tenant, @Nullable String status, @Nullable String runId, @Nullable Cursor after, int limit) {
        Page.checkLimit(limit);
        Listing listing = new Listing("incident", COLUMNS, "raised_at", "open");
        return reads.read(session -> Pages.of(
                listing.filtered("status", status)
                        .filtered("run_id", runId)
                        .rows(session, tenant, after, limit + 1, IncidentTable::row),
                limit,
                last -> new Cursor(last.raisedAt(), last.id())));
    }

    private static IncidentRow row(ResultSet row) throws SQLException {
        return new IncidentRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Micros.toInstant(row.getLong(8)),
                Micros.get(row, 9));
    }
}
