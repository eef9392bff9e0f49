package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.RealPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** Makes a PostgreSQL that has all that is committed in another one before a client hears of it. */
final class Standby {

    private static final String KEEPS_UP = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";

    private Standby() {}

    static RealPostgres of(RealPostgres primary, int port) throws IOException {
        Path data = Files.createTempDirectory("baton-crash-pg");
        copy(primary, data);
        Files.createFile(data.resolve("standby.signal"));
        // It names no standby itself: when it is alone it waits for nobody.
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=postgres'\n");
        giveTo(Files.getOwner(primary.data()), data);
        RealPostgres standby = primary.sibling(data, port);
        standby.startAgain();
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        primary.execute("SELECT pg_reload_conf()");
        Awaiting.until("the standby keeps up", () -> primary.query(KEEPS_UP).equals("1"));
        return standby;
    }

    private static void copy(RealPostgres primary, Path to) throws IOException {
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            boolean ignored = statement.execute("SELECT pg_backup_start('standby', fast => true)");
            copyFiles(primary.data(), to);
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(to.resolve("backup_label"), row.getString(1));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.getFileName().toString().startsWith("postmaster.")) {
                    copyFile(file, target);
                }
            }
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static void copyFile(Path file, Path target) throws IOException {
        try {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException goneMeanwhile) {
            // The server works on; what it has done since is in its journal.
        }
    }

    /** PostgreSQL runs as whoever has its folder, and lets nobody else in. */
    private static void giveTo(UserPrincipal owner, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setOwner(file, owner);
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
