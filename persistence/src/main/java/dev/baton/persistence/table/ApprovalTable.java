package dev.baton.persistence.table;

import dev.baton.actors.port.ApprovalIndex;
import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.Cursor;
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

/** The approvals, open and decided. */
public final class ApprovalTable implements ApprovalIndex {

    private static final String COLUMNS =
            "tenant, id, run_id, step, kind, role, status, requested_at, expires_at, decided_at, decided_by, details";
    private static final String PUT =
            "INSERT INTO approval(" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" + """
             ON CONFLICT (tenant, id) DO UPDATE SET role = excluded.role, status = excluded.status,
              expires_at = excluded.expires_at, decided_at = excluded.decided_at, decided_by = excluded.decided_by,
              details = excluded.details
            """;
    private static final String GET = "SELECT " + COLUMNS + " FROM approval WHERE tenant = ? AND id = ?";

    private final ReadPool reads;

    public ApprovalTable(ReadPool reads) {
        this.reads = reads;
    }

    static void put(Writes writes, ApprovalRow approval) throws SQLException {
        PreparedStatement statement = writes.statement(PUT);
        statement.setString(1, approval.tenant());
        statement.setString(2, approval.id());
        statement.setString(3, approval.runId());
        statement.setString(4, approval.step());
        statement.setString(5, approval.kind());
        statement.setString(6, approval.role());
        statement.setString(7, approval.status());
        Micros.set(statement, 8, approval.requestedAt());
        Micros.set(statement, 9, approval.expiresAt());
        Micros.set(statement, 10, approval.decidedAt());
        statement.setString(11, approval.decidedBy());
        statement.setString(12, approval.details());
        writes.add(statement);
    }

    @Override
    public CompletionStage<Optional<ApprovalRow>> get(String tenant, String id) {
        return reads.read(session ->
                new Columns(session.statement(GET)).text(tenant).text(id).one(ApprovalTable::row));
    }

    @Override
    public CompletionStage<Page<ApprovalRow>> list(
            String tenant, @Nullable String status, @Nullable String role, @Nullable Cursor after, int limit) {
        Page.checkLimit(limit);
        Listing listing = new Listing("approval", COLUMNS, "requested_at", "open");
        return reads.read(session -> Pages.of(
                listing.filtered("status", status)
                        .holding("role", role)
                        .rows(session, tenant, after, limit + 1, ApprovalTable::row),
                limit,
                last -> new Cursor(last.requestedAt(), last.id())));
    }

    private static ApprovalRow row(ResultSet row) throws SQLException {
        return new ApprovalRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Micros.toInstant(row.getLong(8)),
                Micros.get(row, 9),
                Micros.get(row, 10),
                row.getString(11),
                row.getString(12));
    }
}
