package dev.baton.cluster.crash;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** A real PostgreSQL server that syncs every commit, and can be killed and started again. */
public final class RealPostgres implements AutoCloseable {

    private static final String USER = "postgres";
    private static final String DATABASE = "baton";

    private final Path data;
    private final int port;
    private final List<String> command;
    private final Thread atExit = new Thread(this::end);

    private RealPostgres(Path data, int port, List<String> command) {
        this.data = data;
        this.port = port;
        this.command = command;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public static RealPostgres start() throws IOException {
        return start(Files.createTempDirectory("baton-crash-pg"));
    }

    /** @param data an empty folder, which goes when it is closed */
    public static RealPostgres start(Path data) throws IOException {
        int port = freePort();
        EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        RealPostgres server =
                new RealPostgres(data, port, command(postmaster(data).info()));
        server.requireDurable();
        server.execute("CREATE DATABASE " + DATABASE);
        return server;
    }

    /** Another one with the same options, which has not been started. */
    public RealPostgres sibling(Path itsData, int itsPort) {
        List<String> arguments = new ArrayList<>(command);
        arguments.replaceAll(argument -> argument.equals(data.toString())
                ? itsData.toString()
                : argument.equals(Integer.toString(port)) ? Integer.toString(itsPort) : argument);
        return new RealPostgres(itsData, itsPort, arguments);
    }

    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    /** To the server itself, not to the store in it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(USER), USER, "");
    }

    private static String first(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Without them a test of durability proves nothing. */
    private void requireDurable() {
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!query(USER, "SHOW " + setting).equals("on")) {
                throw new IllegalStateException(setting + " is off");
            }
        }
    }

    public String url() {
        return url(DATABASE);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Of the process that all others of it come from. */
    public long pid() {
        return postmaster().pid();
    }

    private static List<String> command(ProcessHandle.Info server) {
        List<String> command = new ArrayList<>(List.of(server.command().orElseThrow()));
        command.addAll(List.of(server.arguments().orElseThrow()));
        return command;
    }

    private ProcessHandle postmaster() {
        return postmaster(data);
    }

    private static ProcessHandle postmaster(Path data) {
        try {
            String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
            return ProcessHandle.of(Long.parseLong(pid.trim())).orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills all its processes with SIGKILL; what was not synced into the files' journal is lost to it, as in a crash. */
    public void kill() {
        ProcessHandle server = postmaster();
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        server.onExit().join();
        children.forEach(child -> child.onExit().join());
    }

    /** In order, as a service manager does it: whoever is connected is sent away. */
    public void stop() {
        ProcessHandle server = postmaster();
        signal("-INT", List.of(server));
        server.onExit().join();
    }

    /** With SIGSTOP: connections stay open, and nothing answers. */
    public void suspend() {
        signal("-STOP");
    }

    /** With SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        ProcessHandle server = postmaster();
        signal(signal, Stream.concat(Stream.of(server), server.descendants()).toList());
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> kill = new ArrayList<>(List.of("kill", signal));
        processes.forEach(process -> kill.add(Long.toString(process.pid())));
        try {
            // One of the children may have ended meanwhile.
            new ProcessBuilder(kill).redirectErrorStream(true).start().onExit().join();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** After a kill: the same data on the same port. It recovers while others try to connect. */
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
        Awaiting.until("PostgreSQL answers", this::answers);
    }

    /** Whether it is there, or comes back by itself. */
    public boolean answersSoon() {
        try {
            ProcessHandle server = postmaster();
            Awaiting.until("PostgreSQL answers, or has ended", () -> !server.isAlive() || answers());
            return server.isAlive();
        } catch (NoSuchElementException | UncheckedIOException endedBefore) {
            return false;
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url(DATABASE), USER, "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Changes the store itself. */
    public void change(String sql) {
        try (Connection connection = DriverManager.getConnection(url(), USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The first column of the first row, of the store. */
    public String query(String sql) {
        return query(DATABASE, sql);
    }

    private String query(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(url(database), USER, "")) {
            return first(connection, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void end() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                kill();
            }
        } catch (RuntimeException endedAlready) {
            // That is what was wanted.
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException goneAlready) {
            // That is what was wanted.
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
