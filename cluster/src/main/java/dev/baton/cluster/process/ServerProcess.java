package dev.baton.cluster.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A packaged server in a folder of its own, which can be killed and started again on the same port and data. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration ASK_EVERY = Duration.ofMillis(10);

    private final Workspace workspace;
    private final Path folder;
    private final int port;
    private final List<String> jvmOptions;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private @Nullable ChildProcess process;

    private ServerProcess(Workspace workspace, Path folder, int port, List<String> jvmOptions) {
        this.workspace = workspace;
        this.folder = folder;
        this.port = port;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    /**
     * Lays out the server's folder; nothing is started yet.
     *
     * @param settings in the form of the configuration files, on top of a free port and a data folder of its own
     */
    public static ServerProcess prepare(Workspace workspace, String settings, List<String> jvmOptions)
            throws IOException {
        return prepare(workspace, workspace.folder(), settings, jvmOptions);
    }

    /** The same where a workspace has several servers. @param above the folder in which the server gets its own */
    public static ServerProcess prepare(Workspace workspace, Path above, String settings, List<String> jvmOptions)
            throws IOException {
        Path folder = Files.createDirectories(above.resolve("server"));
        int port = freePort();
        Files.writeString(folder.resolve("server.conf"), """
                baton.http.port = %d
                baton.http-client.private-hosts = [loopback]
                baton.persistence.sqlite.file = "%s"
                pekko.remote.artery.canonical.port = 0
                %s
                """.formatted(
                        port, folder.resolve("data").resolve("baton.db"), settings));
        return new ServerProcess(workspace, folder, port, jvmOptions);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public long pid() {
        return running().pid();
    }

    /** The file with the server's settings. */
    public Path configuration() {
        return folder.resolve("server.conf");
    }

    /** Starts the process; it is not ready yet. */
    public void start() throws IOException {
        process = ChildProcess.start(
                workspace,
                "the server",
                JavaProgram.baton(
                        jvmOptions,
                        List.of(
                                "server",
                                "--config",
                                folder.resolve("server.conf").toString())),
                folder.resolve("server.log"));
    }

    /**
     * Waits until the server takes work.
     *
     * @throws IOException if it ends, or is not ready in time
     */
    public void awaitReady() throws IOException, InterruptedException {
        boolean settled = Waiting.until(ASK_EVERY, READY_WITHIN, () -> hasEnded() || isReady());
        if (!settled || hasEnded()) {
            String log = process == null ? "" : " The end of its log:\n" + process.logEnd();
            throw new IOException("the server did not become ready." + log);
        }
    }

    /** Whether its process has ended, by whatever. */
    public boolean hasEnded() {
        return process != null && !process.isAlive();
    }

    /** Whether it says at this moment that it takes work. */
    public boolean isReady() throws InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(url().resolve("/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return client.send(ask, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The value of a metric without tags; 0 if the server does not know it yet. */
    public double metric(String name) throws IOException, InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(url().resolve("/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(ask, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        running().kill();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
