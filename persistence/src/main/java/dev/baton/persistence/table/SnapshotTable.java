package dev.baton.persistence.table;

import dev.baton.persistence.sql.Session;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Snapshots: the latest of each entity, and the one before in case the latest cannot be read. */
public final class SnapshotTable {

    private static final String PUT = """
            INSERT INTO snapshot(persistence_id, seq_nr, cell, written_at, serializer, manifest, payload, extra)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (persistence_id, seq_nr) DO UPDATE SET written_at = excluded.written_at,
              serializer = excluded.serializer, manifest = excluded.manifest, payload = excluded.payload,
              extra = excluded.extra
            """;
    private static final String DROP_OLDER = """
            DELETE FROM snapshot WHERE persistence_id = ? AND seq_nr <
              (SELECT max(seq_nr) FROM snapshot WHERE persistence_id = ? AND seq_nr < ?)
            """;
    private static final String SELECT = """
            SELECT persistence_id, seq_nr, cell, written_at, serializer, manifest, payload, extra FROM snapshot
            WHERE persistence_id = ? AND seq_nr >= ? AND seq_nr <= ? AND written_at >= ? AND written_at <= ?
            ORDER BY seq_nr DESC LIMIT 1
            """;
    private static final String DELETE = """
            DELETE FROM snapshot
            WHERE persistence_id = ? AND seq_nr >= ? AND seq_nr <= ? AND written_at >= ? AND written_at <= ?
            """;

    private SnapshotTable() {}

    /** @param writtenAt microseconds since 1970 */
    @SuppressWarnings("ArrayRecordComponent") // A row is written or read once; nobody compares it.
    public record Row(
            String persistenceId,
            long seqNr,
            int cell,
            long writtenAt,
            int serializer,
            String manifest,
            byte[] payload,
            byte @Nullable [] extra) {}

    /** Which snapshots; all bounds are inclusive, times in microseconds since 1970. */
    public record Range(String persistenceId, long seqNrMin, long seqNrMax, long timeMin, long timeMax) {}

    public static void put(Writes writes, Row row) throws SQLException {
        PreparedStatement put = writes.statement(PUT);
        put.setString(1, row.persistenceId());
        put.setLong(2, row.seqNr());
        put.setInt(3, row.cell());
        put.setLong(4, row.writtenAt());
        put.setInt(5, row.serializer());
        put.setString(6, row.manifest());
        put.setBytes(7, row.payload());
        put.setBytes(8, row.extra());
        put.executeUpdate();
        PreparedStatement drop = writes.statement(DROP_OLDER);
        drop.setString(1, row.persistenceId());
        drop.setString(2, row.persistenceId());
        drop.setLong(3, row.seqNr());
        drop.executeUpdate();
    }

    public static Optional<Row> latest(Session session, Range range) throws SQLException {
        PreparedStatement statement = session.statement(SELECT);
        set(statement, range);
        return Columns.one(statement, SnapshotTable::row);
    }

    public static void delete(Writes writes, Range range) throws SQLException {
        PreparedStatement statement = writes.statement(DELETE);
        set(statement, range);
        statement.executeUpdate();
    }

    private static void set(PreparedStatement statement, Range range) throws SQLException {
        statement.setString(1, range.persistenceId());
        statement.setLong(2, range.seqNrMin());
        statement.setLong(3, range.seqNrMax());
        statement.setLong(4, range.timeMin());
        statement.setLong(5, range.timeMax());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getLong(2),
                row.getInt(3),
                row.getLong(4),
                row.getInt(5),
                row.getString(6),
                row.getBytes(7),
                row.getBytes(8));
    }
}
