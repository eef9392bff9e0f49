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

    /**
     * Who knows the tables up to this version can work with them as they are now: what came later was only added. To be
     * raised together with a version that takes away or changes what older nodes use; they must be gone by then.
     */
    static final int READABLE_SINCE = 9;

    private static final String READABLE = "schema.readable-since";

    private Schema() {}

    /**
     * Brings the store to this version of the tables. A store that a newer Baton has only added to is left as it is: nodes
     * of two versions work on it while they are upgraded.
     *
     * @throws SQLException also if a newer Baton has changed what this one uses
     */
    public static void migrate(Session session) throws SQLException {
        session.begin();
        try {
            session.dialect().lockSchema(session);
            execute(
                    session,
                    "CREATE TABLE IF NOT EXISTS schema_version(version INT PRIMARY KEY, applied_at BIGINT NOT NULL)");
            int version = version(session);
            if (version > VERSIONS.size() && readableSince(session) > VERSIONS.size()) {
                throw new SQLException("The store has schema version " + version + ", this Baton knows "
                        + VERSIONS.size() + ": use a newer Baton");
            }
            for (int next = version; next < VERSIONS.size(); next++) {
                for (String statement : VERSIONS.get(next)) {
                    execute(session, statement);
                }
                record(session, next + 1);
            }
            if (version <= VERSIONS.size()) {
                recordReadable(session);
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

    private static int readableSince(Session session) throws SQLException {
        PreparedStatement statement = session.statement("SELECT value FROM setting WHERE name = ?");
        statement.setString(1, READABLE);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Integer.parseInt(row.getString(1)) : Integer.MAX_VALUE;
        }
    }

    private static void recordReadable(Session session) throws SQLException {
        PreparedStatement statement = session.statement("INSERT INTO setting(name, value) VALUES (?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        statement.setString(1, READABLE);
        statement.setString(2, Integer.toString(READABLE_SINCE));
        statement.executeUpdate();
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
