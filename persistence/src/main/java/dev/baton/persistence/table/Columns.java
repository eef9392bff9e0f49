package dev.baton.persistence.table;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parameters that are set in the order of a statement that is put together. */
final class Columns {

    private final PreparedStatement statement;
    private int next = 1;

    Columns(PreparedStatement statement) {
        this.statement = statement;
    }

    Columns text(String value) throws SQLException {
        statement.setString(next++, value);
        return this;
    }

    Columns number(long value) throws SQLException {
        statement.setLong(next++, value);
        return this;
    }

    /** How many rows it has changed. */
    int update() throws SQLException {
        return statement.executeUpdate();
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    <T> List<T> list(Row<T> reading) throws SQLException {
        return list(statement, reading);
    }

    <T> Optional<T> one(Row<T> reading) throws SQLException {
        return one(statement, reading);
    }

    static <T> List<T> list(PreparedStatement statement, Row<T> reading) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(reading.from(row));
            }
        }
        return rows;
    }

    static <T> Optional<T> one(PreparedStatement statement, Row<T> reading) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(reading.from(row)) : Optional.empty();
        }
    }
}
