package dev.baton.persistence.table;

import dev.baton.persistence.sql.Session;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The events. The key refuses a second row with the same number: the last defence against a second writer. */
public final class JournalTable {

    private static final String INSERT = """
            INSERT INTO journal(persistence_id, seq_nr, cell, first_event, last_event, written_at, writer, serializer,
              manifest, payload, extra)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SELECT = """
            SELECT persistence_id, seq_nr, cell, first_event, last_event, written_at, writer, serializer, manifest,
              payload, extra
            FROM journal WHERE persistence_id = ? AND seq_nr >= ? AND seq_nr <= ? ORDER BY seq_nr LIMIT ?
            """;
    private static final String HIGHEST = "SELECT max(seq_nr) FROM journal WHERE persistence_id = ?";
    private static final String DELETED_TO = "SELECT deleted_to FROM journal_deleted WHERE persistence_id = ?";
    private static final String LAST_EVENT =
            "SELECT last_event FROM journal WHERE persistence_id = ? AND seq_nr >= ? ORDER BY seq_nr LIMIT 1";
    private static final String DELETE = "DELETE FROM journal WHERE persistence_id = ? AND seq_nr <= ?";
    private static final String REMEMBER_DELETED = """
            INSERT INTO journal_deleted(persistence_id, deleted_to) VALUES (?, ?)
            ON CONFLICT (persistence_id) DO UPDATE SET deleted_to = excluded.deleted_to
            WHERE journal_deleted.deleted_to < excluded.deleted_to
            """;

    private JournalTable() {}

    public static void insert(Writes writes, JournalRow row) throws SQLException {
        PreparedStatement statement = writes.statement(INSERT);
        statement.setString(1, row.persistenceId());
        statement.setLong(2, row.seqNr());
        statement.setInt(3, row.cell());
        statement.setLong(4, row.firstEvent());
        statement.setLong(5, row.lastEvent());
        statement.setLong(6, row.writtenAt());
        statement.setString(7, row.writer());
        statement.setInt(8, row.serializer());
        statement.setString(9, row.manifest());
        statement.setBytes(10, row.payload());
        statement.setBytes(11, row.extra());
        writes.add(statement);
    }

    /** In order, from and to both inclusive. */
    public static List<JournalRow> read(Session session, String persistenceId, long from, long to, int limit)
            throws SQLException {
        PreparedStatement statement = session.statement(SELECT);
        statement.setString(1, persistenceId);
        statement.setLong(2, from);
        statement.setLong(3, to);
        statement.setInt(4, limit);
        return Columns.list(statement, JournalTable::row);
    }

    private static JournalRow row(ResultSet row) throws SQLException {
        return new JournalRow(
                row.getString(1),
                row.getLong(2),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getString(7),
                row.getInt(8),
                row.getString(9),
                row.getBytes(10),
                row.getBytes(11));
    }

    /** 0 if there never was an event. */
    public static long highestSeqNr(Session session, String persistenceId) throws SQLException {
        long stored = number(session, HIGHEST, persistenceId);
        return stored > 0 ? stored : number(session, DELETED_TO, persistenceId);
    }

    private static long number(Session session, String query, String persistenceId) throws SQLException {
        PreparedStatement statement = session.statement(query);
        statement.setString(1, persistenceId);
        return Columns.one(statement, row -> row.getLong(1)).orElse(0L);
    }

    /**
     * The first row that holds an event after this one. Rows hold one event or more, so that the numbers of rows and
     * events grow together: found by halving, without reading the rows before.
     */
    public static long firstSeqNrAfterEvent(Session session, String persistenceId, long event) throws SQLException {
        long low = 1;
        long high = highestSeqNr(session, persistenceId) + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            PreparedStatement statement = session.statement(LAST_EVENT);
            statement.setString(1, persistenceId);
            statement.setLong(2, middle);
            long lastEvent = Columns.one(statement, row -> row.getLong(1)).orElse(Long.MAX_VALUE);
            if (lastEvent > event) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Deletes the rows up to this one; the highest number stays known. */
    public static void delete(Writes writes, String persistenceId, long to, long highest) throws SQLException {
        PreparedStatement delete = writes.statement(DELETE);
        delete.setString(1, persistenceId);
        delete.setLong(2, to);
        delete.executeUpdate();
        PreparedStatement remember = writes.statement(REMEMBER_DELETED);
        remember.setString(1, persistenceId);
        remember.setLong(2, Math.min(to, highest));
        remember.executeUpdate();
    }
}
