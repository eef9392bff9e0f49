package dev.baton.persistence.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection and its statements, which are prepared once. For one thread.
 *
 * <p>Statements are built from a fixed set of texts, so that their number needs no limit beyond
 * {@value #STATEMENTS_MAX}, after which all are prepared anew.
 */
public final class Session implements AutoCloseable {

    private static final int STATEMENTS_MAX = 500;

    private final Dialect dialect;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Session(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /** @param create see {@link Dialect#openWriter} */
    public static Session writer(Dialect dialect, boolean create) throws SQLException {
        return new Session(dialect, dialect.openWriter(create));
    }

    static Session reader(Dialect dialect) throws SQLException {
        return new Session(dialect, dialect.openReader());
    }

    /** The statement for this text, which must not hold values of callers. */
    public PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= STATEMENTS_MAX) {
            closeStatements();
        }
        PreparedStatement made = connection.prepareStatement(sql);
        statements.put(sql, made);
        return made;
    }

    public void begin() throws SQLException {
        dialect.begin(this);
    }

    public void commit() throws SQLException {
        dialect.commit(this);
    }

    public void rollback() throws SQLException {
        dialect.rollback(this);
    }

    public Dialect dialect() {
        return dialect;
    }

    Connection connection() {
        return connection;
    }

    private void closeStatements() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
