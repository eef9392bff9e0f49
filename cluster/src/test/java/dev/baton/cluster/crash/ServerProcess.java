package dev.baton.cluster.crash;

import dev.baton.cluster.packaged.PackagedBaton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server of the packaged distribution in a process of its own; can be killed, and started again on the same data and port. */
public final class ServerProcess implements Server {

    /** Below the ports that the system gives to outgoing connections: nobody takes it while the server is away. */
    private static final int PORT_MIN = 20_000;

    private static final int PORT_MAX = 32_000;
    private static final int LOG_SHOWN_MAX = 6_000;

    /** Several fit on a small machine, and it is no use to compile well what is killed soon. */
    private static final List<String> SMALL =
            List.of(System.getProperty("baton.test.server-jvm", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1")
                    .split(" "));

    private final Path configuration;
    private final Path log;
    private final String settings;
    private final int port;
    private final int clusterPort;
    private final int clusterBindPort;
    private final List<String> options = new ArrayList<>(SMALL);
    private Path distribution = PackagedBaton.home();
    private @Nullable Process process;

    /**
     * @param folder for the settings, the log, and what else the server writes
     * @param settings HOCON
     */
    public ServerProcess(Path folder, String settings) {
        this(folder, settings, freePort(), 0);
    }

    /** Others reach it at another port than it listens on. */
    public static ServerProcess behindProxy(Path folder, String settings) {
        return new ServerProcess(folder, settings, freePort(), freePort());
    }

    private ServerProcess(Path folder, String settings, int clusterPort, int clusterBindPort) {
        this.configuration = folder.resolve("baton.conf");
        this.log = folder.resolve("server.log");
        this.settings = settings;
        this.port = freePort();
        this.clusterPort = clusterPort;
        this.clusterBindPort = clusterBindPort;
    }

    private static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            try (ServerSocket probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // Somebody else has it.
            }
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int clusterPort() {
        return clusterPort;
    }

    /** Where it listens for other nodes. */
    public int clusterBindPort() {
        return clusterBindPort == 0 ? clusterPort : clusterBindPort;
    }

    public long pid() {
        return Objects.requireNonNull(process).pid();
    }

    /** Where other nodes reach it. */
    public String clusterAddress() {
        return "127.0.0.1:" + clusterPort;
    }

    @Override
    public List<String> urls() {
        return List.of(url());
    }

    /** @param home of the version that is started from now on */
    public void use(Path home) {
        distribution = home;
    }

    /** @param option of the JVM, for each start from now on */
    public void add(String option) {
        options.add(option);
    }

    /** Returns at once: the server comes up by and by. */
    public void start() {
        start("");
    }

    /** @param more settings on top */
    void start(String more) {
        try {
            Files.writeString(
                    configuration,
                    "baton.http.port = " + port + "\nbaton.cluster.port = " + clusterPort
                            + (clusterBindPort == 0 ? "" : "\npekko.remote.artery.bind.port = " + clusterBindPort)
                            + "\nbaton.http-client.private-hosts = [loopback]\n" + settings + "\n"
                            + more + "\n");
            List<String> command = new ArrayList<>(
                    PackagedBaton.command(distribution, List.of("server", "--config", configuration.toString())));
            command.addAll(1, options);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void awaitReady() {
        try (Api api = new Api(this::urls)) {
            awaitReady(api);
        }
    }

    /** Waits until the server says that it is ready. */
    void awaitReady(Api api) {
        Awaiting.until("the server is ready", () -> {
            if (!isAlive()) {
                throw new AssertionError("The server has ended by itself");
            }
            return api.get("/health/ready") instanceof Answer.Given given && given.status() == 200;
        });
    }

    /** Waits until whoever spreads requests over servers sees that this one can do nothing. */
    public void awaitNotReady() {
        Awaiting.until("the server is not ready", this::saysThatItIsNotReady);
    }

    public boolean saysThatItIsNotReady() {
        try (Api api = new Api(this::urls)) {
            return api.get("/health/ready") instanceof Answer.Given given && given.status() == 503;
        }
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** With SIGKILL: nothing is flushed, no connection is closed in order. */
    public void kill() {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        running.onExit().join();
    }

    /** With SIGTERM: the server ends in order. */
    public void stop() {
        Process running = Objects.requireNonNull(process);
        running.destroy();
        running.onExit().join();
    }

    /** With SIGSTOP: it does nothing, and does not know it. */
    public void suspend() {
        signal("-STOP");
    }

    /** With SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process sent = new ProcessBuilder("kill", signal, Long.toString(pid()))
                    .inheritIO()
                    .start();
            if (sent.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often the server has logged this. */
    public int logged(String text) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8).split(Pattern.quote(text), -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String log() {
        try {
            String text = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
            return text.substring(Math.max(0, text.length() - LOG_SHOWN_MAX));
        } catch (IOException e) {
            return "The log cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }
}
