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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server that syncs every commit, and can be killed and started again. */
public final class RealPostgres implements AutoCloseable {

    private static @Nullable RealPostgres shared;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path data;
    private final int port;
    private final List<String> command = new ArrayList<>();

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
            Path data = Files.createTempDirectory("baton-pg");
            int port = freePort();
            EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
            return new RealPostgres(data, port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private RealPostgres(Path data, int port) {
        this.data = data;
        this.port = port;
        ProcessHandle.Info server = postmaster().info();
        this.command.add(server.command().orElseThrow());
        this.command.addAll(List.of(server.arguments().orElseThrow()));
    }

    private ProcessHandle postmaster() {
        try {
            String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.trim())).orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills the server's main process with SIGKILL; what it had not synced is lost, as in a crash. */
    public void kill() {
        ProcessHandle server = postmaster();
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly();
        server.onExit().join();
        // They notice that their parent is gone; until then they hold its memory.
        children.forEach(child -> child.onExit().join());
    }

    /** After a kill: the same data on the same port. */
    public void startAgain() {
        try {
            List<String> full = new ArrayList<>(command);
            if (Files.getOwner(data).equals(Files.getOwner(Path.of("/")))) {
                // The server refuses to run as root.
                full.addAll(0, List.of("unshare", "-U"));
            }
            new ProcessBuilder(full)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Awaiting.until(this::answers);
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Gives the folder to the user that the server runs as. */
    public void own(Path folder) throws IOException {
        Files.setOwner(folder, Files.getOwner(data));
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

    /** The server's processes have used this much CPU time. */
    public long cpuMillis() {
        ProcessHandle server = postmaster();
        return Stream.concat(Stream.of(server), server.descendants())
                .mapToLong(process -> process.info()
                        .totalCpuDuration()
                        .map(Duration::toMillis)
                        .orElse(0L))
                .sum();
    }

    @Override
    public void close() {
        postmaster().destroyForcibly();
        try {
            // Hundreds of databases have a few hundred thousand files: nobody waits until all are gone.
            new ProcessBuilder("rm", "-rf", data.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchProgram) {
            // A folder for temporary files: whoever cleans it gets it.
        }
    }
}
