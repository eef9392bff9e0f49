package dev.baton.cluster.nodesdemo;

import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.Waiting;
import dev.baton.cluster.process.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of the demo's own, with fsync on, that goes when the demo ends. */
final class DemoPostgres {

    private static final String USER = "postgres";

    /** In the jar of the binaries that the distribution brings along for Linux on amd64. */
    private static final String BUNDLED = "/postgres-linux-x86_64.txz";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final String url;

    private DemoPostgres(String url) {
        this.url = url;
    }

    /** @param given folder of the programs; null to look for them */
    static DemoPostgres start(Workspace workspace, @Nullable Path given) throws IOException, InterruptedException {
        Path programs = given == null ? programs(workspace) : given;
        Path data = workspace.folder().resolve("postgres");
        Path log = workspace.folder().resolve("postgres.log");
        int port = freePort();
        run(
                command(programs.resolve("initdb"), "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8"),
                log,
                null);
        ChildProcess server = ChildProcess.start(
                workspace,
                "PostgreSQL",
                command(
                        programs.resolve("postgres"),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories="),
                log);
        DemoPostgres postgres = new DemoPostgres("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        if (!Waiting.until(LOOK_EVERY, READY_WITHIN, () -> !server.isAlive() || postgres.answers())
                || !server.isAlive()) {
            throw new IOException("PostgreSQL did not start. The end of its log:\n" + server.logEnd());
        }
        return postgres;
    }

    String settings() {
        return """
                baton.persistence { store = postgresql, postgresql { url = "%s", user = %s, password = "" } }
                """.formatted(url, USER);
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url, USER, "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static Path programs(Workspace workspace) throws IOException, InterruptedException {
        List<Path> places = new ArrayList<>();
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(place));
        }
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> versions = Files.list(INSTALLED)) {
                versions.map(version -> version.resolve("bin")).forEach(places::add);
            }
        }
        for (Path place : places) {
            if (Files.isExecutable(place.resolve("initdb")) && Files.isExecutable(place.resolve("postgres"))) {
                return place;
            }
        }
        return bundled(workspace);
    }

    private static Path bundled(Workspace workspace) throws IOException, InterruptedException {
        boolean fits = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        try (InputStream archive = fits ? DemoPostgres.class.getResourceAsStream(BUNDLED) : null) {
            if (archive == null) {
                throw new IOException("there is no PostgreSQL on this machine: install one (for example 'apt install"
                        + " postgresql'), or name the folder of its programs with --postgres-bin");
            }
            Path folder = Files.createDirectories(workspace.folder().resolve("postgres-programs"));
            run(
                    List.of("tar", "-xJf", "-", "-C", folder.toString()),
                    workspace.folder().resolve("postgres.log"),
                    archive);
            return folder.resolve("bin");
        }
    }

    /** The server refuses to run as root: it is given a user of its own then. */
    private static List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command, Path log, @Nullable InputStream input)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (var to = process.getOutputStream()) {
            if (input != null) {
                input.transferTo(to);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " failed:\n" + Files.readString(log));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
