package dev.baton.persistence.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables. Versions are only ever added, never edited: each is a list of statements that leads from the version
 * before to it, in one transaction.
 *
 * <p>Times are microseconds since 1970 (UTC) and JSON is text, so that both databases hold and compare the same.
 */
public final class Schema {

    /** Index 0 leads to version 1. */
    static final List<List<String>> VERSIONS = List.of(
            SchemaVersion1.STATEMENTS,
            SchemaVersion2.STATEMENTS,
            SchemaVersion3.STATEMENTS,
            SchemaVersion4.STATEMENTS,
            SchemaVersion5.STATEMENTS,
            SchemaVersion6.STATEMENTS,
            SchemaVersion7.STATEMENTS,
            SchemaVersion8.STATEMENTS,
            SchemaVersion9.STATEMENTS,
            SchemaVersion10.STATEMENTS);

    private Schema() {}

    /**
     * Brings the store to this version of the tables.
     *
     * @throws SQLException also if the store was made by a newer Baton
     */
    public static void migrate(Session session) throws SQLException {
        session.begin();
        try {
            session.dialect().lockSchema(session);
            execute(
                    session,
                    "CREATE TABLE IF NOT EXISTS schema_version(version INT PRIMARY KEY, applied_at BIGINT NOT NULL)");
            int version = version(session);
            if (version > VERSIONS.size()) {
                throw new SQLException("The store has schema version " + version + ", this Baton knows "
                        + VERSIONS.size() + ": use a newer Baton");
            }
            for (int next = version; next < VERSIONS.size(); next++) {
                for (String statement : VERSIONS.get(next)) {
                    execute(session, statement);
                }
                record(session, next + 1);
            }
            session.commit();
        } catch (SQLException failure) {
            session.rollback();
            throw failure;
        }
    }

    private static int version(Session session) throws SQLException {
        try (ResultSet row = session.statement("SELECT coalesce(max(version), 0) FROM schema_version")
                .executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static void record(Session session, int version) throws SQLException {
        PreparedStatement statement =
                session.statement("INSERT INTO schema_version(version, applied_at) VALUES (?, ?)");
        statement.setInt(1, version);
        statement.setLong(2, Micros.now());
        statement.executeUpdate();
    }

    private static void execute(Session session, String template) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(session.dialect().ddl(template));
        }
    }
}
