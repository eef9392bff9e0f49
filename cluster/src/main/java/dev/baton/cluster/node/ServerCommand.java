package dev.baton.cluster.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.port.StoreException;
import dev.baton.cluster.log.ServerLog;
import dev.baton.config.LogSettings;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verbs {@code server} and {@code dev}: run a node until the process is told to stop. */
public final class ServerCommand {

    /** As in sysexits: the settings are wrong, so that starting again does not help. */
    static final int EXIT_CONFIG = 78;

    /** As in sysexits: not now. The store cannot be reached, or somebody else has the data folder or the port. */
    static final int EXIT_NOT_NOW = 75;

    private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);

    private ServerCommand() {}

    /** A server with the user's settings. */
    @Command(
            name = "server",
            mixinStandardHelpOptions = true,
            description = "Runs a server with your settings, until it is stopped.")
    public static final class Server implements Callable<Integer> {

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "settings (HOCON); docs/operations.md lists them")
        private Path file = Path.of("baton.conf");

        @Override
        public Integer call() {
            if (!Files.isReadable(file)) {
                System.err.println("baton: the settings file " + file + " cannot be read. Give an existing file.");
                return EXIT_CONFIG;
            }
            try {
                return serve(ConfigFactory.parseFile(file.toFile()).resolve());
            } catch (ConfigException e) {
                System.err.println("baton: " + file + " is not valid: " + e.getMessage());
                return EXIT_CONFIG;
            }
        }
    }

    /** A server for one's own machine. */
    @Command(
            name = "dev",
            mixinStandardHelpOptions = true,
            description = "Runs a server on 127.0.0.1 whose data folder survives restarts.")
    public static final class Dev implements Callable<Integer> {

        @Option(names = "--port", paramLabel = "PORT", description = "default: ${DEFAULT-VALUE}; 0 takes a free one")
        private int port = 8080;

        @Option(names = "--data", paramLabel = "FOLDER", description = "default: ${DEFAULT-VALUE}")
        private Path data = Path.of(".baton");

        @Override
        public Integer call() {
            Map<String, Object> settings = new HashMap<>();
            settings.put("baton.http.port", port);
            settings.put("baton.http-client.private-hosts", List.of("loopback"));
            settings.put(
                    "baton.persistence.sqlite.file",
                    data.toAbsolutePath().resolve("baton.db").toString());
            return serve(ConfigFactory.parseMap(settings));
        }
    }

    private static int serve(Config settings) {
        LogSettings log;
        try {
            log = LogSettings.of(settings.withFallback(ConfigFactory.load()));
        } catch (IllegalArgumentException e) {
            return refused(e, EXIT_CONFIG);
        }
        ServerLog.take(log);
        Node node;
        try {
            node = Node.start(settings);
        } catch (IllegalArgumentException e) {
            return refused(e, EXIT_CONFIG);
        } catch (IllegalStateException | StoreException | UncheckedIOException e) {
            return refused(e, EXIT_NOT_NOW);
        } catch (RuntimeException e) {
            LOG.error("The server cannot start", e);
            return refused(e, EXIT_NOT_NOW);
        }
        if (log.format() == LogSettings.Format.TEXT) {
            System.out.println("Baton listens on http://" + node.address().getHostString() + ":"
                    + node.address().getPort());
            System.out.flush();
        }
        new ServerLife(settings, node).run();
        return 0;
    }

    /** Threads of a half-started node must not keep the process alive. */
    private static int refused(RuntimeException why, int code) {
        System.err.println("baton: " + why.getMessage());
        System.err.flush();
        Runtime.getRuntime().halt(code);
        return code;
    }
}
