package dev.baton.persistence.writer;

import dev.baton.persistence.sql.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The transaction, as a write sees it. Rows are collected by statement and sent together. */
public final class Writes {

    private final Session session;
    private final CellOwnership cells;
    private final boolean collect;
    private final List<PreparedStatement> collected = new ArrayList<>();
    private long turn;
    private int places;

    /** @param collect false sends each row at once, so that a failure is known to be of this row */
    Writes(Session session, CellOwnership cells, boolean collect) {
        this.session = session;
        this.cells = cells;
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

    /** Whether what is written of the cell goes to the feed. */
    public boolean feeds(int cell) {
        return cells.feeds(cell);
    }

    /** Whether all cells feed, from now on and for whatever is acknowledged after this transaction. */
    public void feed(boolean whether) throws SQLException {
        int other = whether ? 0 : 1;
        PreparedStatement find = statement("SELECT 1 FROM cell_home WHERE feeds = ? LIMIT 1");
        find.setInt(1, other);
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return;
            }
        }
        session.dialect().lockCells(session);
        PreparedStatement change = statement("UPDATE cell_home SET feeds = ? WHERE feeds = ?");
        change.setInt(1, 1 - other);
        change.setInt(2, other);
        change.executeUpdate();
        cells.readAgain();
    }

    /** The number of this transaction in the feed. */
    public long turn() throws SQLException {
        if (turn == 0) {
            turn = session.dialect().feedTurn(session);
        }
        return turn;
    }

    /** The next free place within this transaction's turn. */
    public int place() {
        return ++places;
    }

    /** @see dev.baton.persistence.sql.Dialect#feedHorizon() */
    public String feedHorizon() {
        return session.dialect().feedHorizon();
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
