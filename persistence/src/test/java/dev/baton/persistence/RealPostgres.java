package dev.baton.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server that syncs every commit, and can be killed and started again. */
public final class RealPostgres implements AutoCloseable {

    private static @Nullable RealPostgres shared;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path data;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    private RealPostgres(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** One for all tests that do not kill it; ends with the JVM. */
    public static synchronized RealPostgres shared() {
        if (shared == null) {
            shared = start();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    public static RealPostgres start() {
        try {
            RealPostgres made = new RealPostgres(Files.createTempDirectory("baton-pg"), freePort());
            made.startAgain();
            return made;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    public void startAgain() {
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills the server's main process with SIGKILL; what it had not synced is lost, as in a crash. */
    public void kill() {
        try {
            String pid = Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .trim();
            ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String newDatabase() {
        String name = "t" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return url(name);
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public void execute(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(url(database), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public String query(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(url(database), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The server's processes use this much CPU time. */
    public long cpuMillis() {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .trim());
            return ProcessHandle.of(postmaster).stream()
                    .flatMap(main ->
                            java.util.stream.Stream.concat(java.util.stream.Stream.of(main), main.descendants()))
                    .mapToLong(process -> process.info()
                            .totalCpuDuration()
                            .map(java.time.Duration::toMillis)
                            .orElse(0L))
                    .sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        EmbeddedPostgres running = server;
        server = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
