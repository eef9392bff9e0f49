package dev.baton.cluster.crash;

import dev.baton.cluster.packaged.PackagedBaton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A server of the packaged distribution in a process of its own; can be killed, and started again on the same data and port. */
final class ServerProcess implements AutoCloseable {

    /** Below the ports that the system gives to outgoing connections: nobody takes it while the server is away. */
    private static final int PORT_MIN = 20_000;

    private static final int PORT_MAX = 32_000;
    private static final int LOG_SHOWN_MAX = 6_000;

    private final Path configuration;
    private final Path log;
    private final String settings;
    private final int port;
    private @Nullable Process process;

    /**
     * @param folder for the settings, the log, and what else the server writes
     * @param settings HOCON
     */
    ServerProcess(Path folder, String settings) {
        this.configuration = folder.resolve("baton.conf");
        this.log = folder.resolve("server.log");
        this.settings = settings;
        this.port = freePort();
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

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Returns at once: the server comes up by and by. */
    void start() {
        start("");
    }

    /** @param more settings on top */
    void start(String more) {
        try {
            Files.writeString(
                    configuration,
                    "baton.http.port = " + port + "\nbaton.http-client.private-hosts = [loopback]\n" + settings + "\n"
                            + more + "\n");
            process = new ProcessBuilder(PackagedBaton.command(List.of("server", "--config", configuration.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** With SIGKILL: nothing is flushed, no connection is closed in order. */
    void kill() {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        running.onExit().join();
    }

    /** The end of what the server logged. */
    String log() {
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
