package dev.baton.persistence.sql;

import dev.baton.config.StoreSettings;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;

/** What differs between the databases. The tables and, with few exceptions, the statements are the same. */
public sealed interface Dialect permits SqliteDialect, PostgresDialect {

    String ALL_EPOCHS = "SELECT cell, epoch, feeds FROM cell_home";

    static Dialect of(StoreSettings settings) {
        return switch (settings.store()) {
            case SQLITE -> new SqliteDialect(settings.sqlite());
            case POSTGRESQL -> new PostgresDialect(settings.postgresql());
        };
    }

    /** For logs and metrics. */
    String name();

    /** Names this opening of the store among all others of the same one. */
    String node();

    /** Where the data is, without secrets. */
    String location();

    /**
     * The one connection that writes.
     *
     * @param create whether a store that is not there may be made; only at the start: a store that vanishes later must
     *     not come back empty
     */
    Connection openWriter(boolean create) throws SQLException;

    Connection openReader() throws SQLException;

    /** Replaces the tokens <code>{text}</code>, <code>{bytes}</code>, <code>{clustered}</code> of a table's definition. */
    String ddl(String template);

    /** Keeps other nodes from changing the schema until the transaction ends. */
    void lockSchema(Session session) throws SQLException;

    void begin(Session session) throws SQLException;

    void commit(Session session) throws SQLException;

    void rollback(Session session) throws SQLException;

    /**
     * Reads the epochs of the cells, and keeps that from changing until the transaction ends.
     *
     * @param epochs one slot for each cell, as the last call left it: those of {@code cells}, perhaps of others too, are
     *     filled; none if nothing can have changed since
     * @param feeds as {@code epochs}, for whether what is written of the cell goes to the feed
     * @param again whether to read even then
     */
    void readEpochs(Session session, BitSet cells, long[] epochs, BitSet feeds, boolean again) throws SQLException;

    /** Reads the epochs of all cells as they are at this moment, without keeping anybody from changing them. */
    void glanceAtEpochs(Session session, long[] epochs) throws SQLException;

    /** Keeps all others from writing any cell until the transaction ends, and waits for those who do. */
    void lockCells(Session session) throws SQLException;

    /**
     * The number of the transaction in the feed: whatever is committed once {@link #feedHorizon} is above it has a higher
     * one.
     */
    long feedTurn(Session session) throws SQLException;

    /**
     * Has the numbers of transactions go on above those in the feed: a database that was made anew from a backup counts
     * them from the beginning.
     */
    void continueFeed(Session session) throws SQLException;

    /** An expression: transactions whose {@link #feedTurn} is below it are over, as the statement sees the store. */
    String feedHorizon();

    /** Fails if the store behind an open connection is not the one it was opened on, or is gone. */
    void checkAlive(Session session) throws SQLException;

    Failure failure(SQLException failure);

    /** In a few words, for operators and clients. */
    static String reason(SQLException failure) {
        Throwable root =
                failure instanceof BatchUpdateException && failure.getCause() != null ? failure.getCause() : failure;
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /** How long a client should wait before it tries an unavailable store again. */
    Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** What a failure says about the store and the write. */
    enum Failure {
        /** The store cannot be used now, whatever is written. */
        UNAVAILABLE,
        /** The row breaks a constraint. */
        CONFLICT,
        /** The row cannot be stored. */
        VALUE,
        /** The transaction lost against another one; trying again may help. */
        CONTENTION
    }
}
