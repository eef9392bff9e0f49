package dev.baton.persistence.writer;

import dev.baton.persistence.sql.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The transaction, as a write sees it. Rows are collected by statement and sent together. */
public final class Writes {

    private final Session session;
    private final boolean collect;
    private final List<PreparedStatement> collected = new ArrayList<>();

    /** @param collect false sends each row at once, so that a failure is known to be of this row */
    Writes(Session session, boolean collect) {
        this.session = session;
        this.collect = collect;
    }

    /** The statement for this text, which must not hold values of callers; its parameters are to be set. */
    public PreparedStatement statement(String sql) throws SQLException {
        return session.statement(sql);
    }

    /** Adds the row that the statement's parameters say. How many rows it changed is not told. */
    public void add(PreparedStatement statement) throws SQLException {
        if (!collect) {
            statement.executeUpdate();
            return;
        }
        statement.addBatch();
        if (!collected.contains(statement)) {
            collected.add(statement);
        }
    }

    /** Sends what was collected, statement by statement in the order of their first rows. */
    void flush() throws SQLException {
        for (PreparedStatement statement : collected) {
            statement.executeBatch();
        }
        collected.clear();
    }

    /** Forgets what was collected. */
    void discard() {
        for (PreparedStatement statement : collected) {
            try {
                statement.clearBatch();
            } catch (SQLException closed) {
                // A closed statement keeps no rows.
            }
        }
        collected.clear();
    }
}
