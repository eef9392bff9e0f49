package dev.baton.persistence.sql;

import dev.baton.config.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * SQLite: one file, write-ahead log, every commit synced.
 *
 * <p>The driver's own transaction handling tries a {@code begin} after each statement, or holds the write lock between
 * transactions; so the driver is told that a transaction is open, and the statements here open and end it.
 */
final class SqliteDialect implements Dialect {

    private static final int PAGE_BYTES = 4096;
    private static final int CACHE_KIB = 32 * 1024;

    private final String node = UUID.randomUUID().toString();
    private final StoreSettings.Sqlite settings;
    /** What the file was when it was opened: deleted or replaced files can be written to without an error. */
    private volatile @Nullable Object fileKey;
    /** Of the last time the epochs were read; unchanged means that no other connection has written since. */
    private long verifiedDataVersion = -1;

    SqliteDialect(StoreSettings.Sqlite settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public String location() {
        return settings.file().toString();
    }

    @Override
    public Connection openWriter(boolean create) throws SQLException {
        Path file = settings.file();
        if (create) {
            createFile(file);
        }
        SQLiteConfig config = config();
        if (!create) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + settings.checkpointPages());
            statement.execute("PRAGMA max_page_count = " + pagesMax());
            connection.setAutoCommit(false);
            statement.execute("COMMIT");
            rememberFile(create);
            verifiedDataVersion = -1;
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** What runs work on is nobody else's business: only the owner may read it. The files beside it get its rights. */
    private static void createFile(Path file) throws SQLException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.notExists(file)) {
                Files.createFile(file);
                if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
            }
        } catch (IOException failure) {
            throw new SQLException("Cannot create " + file + ": " + failure, failure);
        }
    }

    private long pagesMax() {
        return Math.min(settings.sizeMax() / PAGE_BYTES, 0xffff_fffeL);
    }

    private void rememberFile(boolean create) throws SQLException {
        Object now = fileKey();
        if (now == null) {
            throw gone("is not there");
        }
        if (!create && fileKey != null && !Objects.equals(now, fileKey)) {
            throw gone("was replaced by another file while it was in use; restart to use that one");
        }
        fileKey = now;
    }

    @Override
    public Connection openReader() throws SQLException {
        SQLiteConfig config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = config.createConnection("jdbc:sqlite:" + settings.file());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) settings.busyTimeout().toMillis());
        config.setPageSize(PAGE_BYTES);
        config.setCacheSize(-CACHE_KIB);
        config.setGetGeneratedKeys(false);
        config.enforceForeignKeys(false);
        return config;
    }

    @Override
    public String ddl(String template) {
        return template.replace("{text}", "TEXT").replace("{bytes}", "BLOB").replace("{clustered}", "WITHOUT ROWID");
    }

    @Override
    public void lockSchema(Session session) {
        // BEGIN IMMEDIATE has locked the whole file.
    }

    @Override
    public void begin(Session session) throws SQLException {
        session.statement("BEGIN IMMEDIATE").executeUpdate();
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.statement("COMMIT").executeUpdate();
    }

    @Override
    public void rollback(Session session) throws SQLException {
        session.statement("ROLLBACK").executeUpdate();
    }

    @Override
    public void readEpochs(Session session, BitSet cells, long[] epochs, BitSet feeds, boolean again)
            throws SQLException {
        long version;
        try (ResultSet row = session.statement("PRAGMA data_version").executeQuery()) {
            version = row.next() ? row.getLong(1) : -1;
        }
        if (version == verifiedDataVersion && !again) {
            return;
        }
        try (ResultSet row = session.statement(ALL_EPOCHS).executeQuery()) {
            while (row.next()) {
                epochs[row.getInt(1)] = row.getLong(2);
                feeds.set(row.getInt(1), row.getInt(3) != 0);
            }
        }
        verifiedDataVersion = version;
    }

    @Override
    public void glanceAtEpochs(Session session, long[] epochs) throws SQLException {
        PreparedStatement statement = session.statement(ALL_EPOCHS);
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                epochs[row.getInt(1)] = row.getLong(2);
            }
        }
    }

    @Override
    public void lockCells(Session session) {
        // BEGIN IMMEDIATE has locked the whole file.
    }

    /** Its time, so that the numbers go on when old rows have been deleted. */
    @Override
    public long feedTurn(Session session) throws SQLException {
        try (ResultSet row =
                session.statement("SELECT coalesce(max(turn), 0) FROM feed").executeQuery()) {
            return Math.max(Micros.now(), row.next() ? row.getLong(1) + 1 : 1);
        }
    }

    @Override
    public void continueFeed(Session session) {
        // The highest number in the feed is looked at for each.
    }

    @Override
    public String feedHorizon() {
        // There is one writer: what can be seen is all there is.
        return Long.toString(Long.MAX_VALUE);
    }

    @Override
    public void checkAlive(Session session) throws SQLException {
        if (!Objects.equals(fileKey(), fileKey)) {
            throw gone("was removed or replaced");
        }
    }

    private @Nullable Object fileKey() {
        try {
            return Files.readAttributes(settings.file(), BasicFileAttributes.class)
                    .fileKey();
        } catch (IOException notThere) {
            return null;
        }
    }

    private SQLiteException gone(String what) {
        return new SQLiteException(
                "The file " + settings.file().toAbsolutePath() + " " + what, SQLiteErrorCode.SQLITE_CANTOPEN);
    }

    @Override
    public Failure failure(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return Failure.UNAVAILABLE;
        }
        return switch (sqlite.getResultCode().code & 0xff) {
            case 19 -> Failure.CONFLICT; // SQLITE_CONSTRAINT and its kinds
            case 18, 20, 25 -> Failure.VALUE; // SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE
            default -> Failure.UNAVAILABLE;
        };
    }
}
