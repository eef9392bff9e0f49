package dev.baton.persistence.sql;

import dev.baton.actors.port.Cells;
import dev.baton.config.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Properties;
import java.util.UUID;

/** PostgreSQL, and what speaks its protocol. */
final class PostgresDialect implements Dialect {

    /** Any number that no one else is likely to lock. */
    private static final long SCHEMA_LOCK = 0x4261746f6eL;

    private static final String TURN = "pg_current_xact_id()::text::bigint";
    private static final String SHIFT = " + coalesce((SELECT value::bigint FROM setting WHERE name = 'feed.shift'), 0)";
    private static final String HIGHEST_IN_FEED = "SELECT coalesce(max(turn), 0) FROM feed";
    private static final String HIGHEST_OF_WEBHOOKS = "SELECT coalesce(max(turn), 0) FROM webhook";
    private static final String REMEMBER_SHIFT = "INSERT INTO setting(name, value) VALUES ('feed.shift', ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    private final String node = UUID.randomUUID().toString();
    private final StoreSettings.Postgresql settings;

    PostgresDialect(StoreSettings.Postgresql settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public String location() {
        int parameters = settings.url().indexOf('?');
        return parameters < 0 ? settings.url() : settings.url().substring(0, parameters);
    }

    @Override
    public Connection openWriter(boolean create) throws SQLException {
        Connection connection = open("baton-writer " + node);
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Connection openReader() throws SQLException {
        Connection connection = open("baton-reader");
        connection.setReadOnly(true);
        return connection;
    }

    private Connection open(String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("ApplicationName", application);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(
                "connectTimeout", seconds(settings.connectTimeout().toSeconds()));
        properties.setProperty("loginTimeout", seconds(settings.connectTimeout().toSeconds()));
        properties.setProperty("socketTimeout", seconds(settings.socketTimeout().toSeconds()));
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("binaryTransfer", "true");
        // Else messages show whole statements with what users stored.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty(
                "options",
                "-c idle_in_transaction_session_timeout="
                        + settings.idleInTransactionTimeout().toMillis()
                        + " -c synchronous_commit=on -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
                        + " -c tcp_keepalives_count=3");
        return DriverManager.getConnection(settings.url(), properties);
    }

    private static String seconds(long seconds) {
        return Long.toString(Math.max(1, seconds));
    }

    @Override
    public String ddl(String template) {
        // Keys are compared as bytes, as SQLite does: the order of pages must not depend on the database's locale.
        return template.replace("{text}", "TEXT COLLATE \"C\"")
                .replace("{bytes}", "BYTEA")
                .replace("{clustered}", "");
    }

    @Override
    public void lockSchema(Session session) throws SQLException {
        PreparedStatement statement = session.statement("SELECT pg_advisory_xact_lock(?)");
        statement.setLong(1, SCHEMA_LOCK);
        statement.executeQuery().close();
    }

    @Override
    public void begin(Session session) {
        // The driver sends BEGIN along with the first statement.
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.connection().commit();
    }

    @Override
    public void rollback(Session session) throws SQLException {
        session.connection().rollback();
    }

    @Override
    public void readEpochs(Session session, BitSet cells, long[] epochs, BitSet feeds, boolean again)
            throws SQLException {
        PreparedStatement statement = session.statement(
                "SELECT cell, epoch, feeds FROM cell_home WHERE cell = ANY(?) ORDER BY cell FOR SHARE");
        Integer[] touched = cells.stream().boxed().toArray(Integer[]::new);
        statement.setArray(1, session.connection().createArrayOf("int4", touched));
        Arrays.fill(epochs, 0, Cells.COUNT, 0);
        feeds.clear();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                epochs[row.getInt(1)] = row.getLong(2);
                feeds.set(row.getInt(1), row.getInt(3) != 0);
            }
        }
    }

    @Override
    public void glanceAtEpochs(Session session, long[] epochs) throws SQLException {
        try (ResultSet row = session.statement(ALL_EPOCHS).executeQuery()) {
            while (row.next()) {
                epochs[row.getInt(1)] = row.getLong(2);
            }
        }
        session.connection().commit();
    }

    @Override
    public void lockCells(Session session) throws SQLException {
        // In the order in which others lock them: nobody waits for each other.
        session.statement("SELECT cell FROM cell_home ORDER BY cell FOR UPDATE")
                .executeQuery()
                .close();
    }

    @Override
    public long feedTurn(Session session) throws SQLException {
        return number(session, "SELECT " + TURN + SHIFT);
    }

    private static long number(Session session, String query) throws SQLException {
        try (ResultSet row = session.statement(query).executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public String feedHorizon() {
        return "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint" + SHIFT + ")";
    }

    @Override
    public void continueFeed(Session session) throws SQLException {
        lockSchema(session);
        long highest = Math.max(number(session, HIGHEST_IN_FEED), number(session, HIGHEST_OF_WEBHOOKS));
        // Of a database that was not made anew it is behind this transaction.
        if (highest > 0 && highest > feedTurn(session)) {
            long shift = highest - number(session, "SELECT " + TURN) + 1;
            PreparedStatement remember = session.statement(REMEMBER_SHIFT);
            remember.setString(1, Long.toString(shift));
            remember.executeUpdate();
        }
        session.connection().commit();
    }

    @Override
    public void checkAlive(Session session) throws SQLException {
        session.statement("SELECT 1").executeQuery().close();
        session.connection().commit();
    }

    @Override
    public Failure failure(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.length() < 2) {
            return Failure.UNAVAILABLE;
        }
        return switch (state.substring(0, 2)) {
            case "23", "21" -> Failure.CONFLICT; // constraints; one row twice in a batch
            case "22" -> Failure.VALUE;
            case "40", "55" -> Failure.CONTENTION; // deadlocks; a lock that somebody else keeps
            case "54" -> Failure.VALUE; // program limit exceeded: too large
            default -> Failure.UNAVAILABLE;
        };
    }
}
