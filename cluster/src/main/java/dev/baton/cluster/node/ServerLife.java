package dev.baton.cluster.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.port.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node until its process is told to stop: one that the others have gone on without starts over by itself. */
final class ServerLife {

    private static final Logger LOG = LoggerFactory.getLogger(ServerLife.class);

    /** Between two tries to start over. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Config settings;
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Object turn = new Object();
    private @Nullable Node node;

    /** @param first has been started with the settings */
    ServerLife(Config settings, Node first) {
        // Whoever knows the address must find the node there again.
        this.settings = ConfigFactory.parseMap(
                        Map.of("baton.http.port", first.address().getPort()))
                .withFallback(settings);
        this.node = first;
    }

    /** Returns when the process ends. */
    void run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "baton-stop"));
        watch();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        synchronized (turn) {
            if (node != null) {
                node.lost()
                        .thenAccept(reason ->
                                Thread.ofPlatform().name("baton-start-over").start(() -> startOver(reason)));
                node.drained()
                        .thenRun(() -> Thread.ofPlatform().name("baton-drain").start(this::stop));
            }
        }
    }

    private void startOver(String reason) {
        LOG.warn("This node starts over: {}", reason);
        try {
            do {
                synchronized (turn) {
                    if (told.getCount() == 0) {
                        return;
                    }
                    close();
                    start();
                    if (node != null) {
                        break;
                    }
                }
            } while (!told.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
            watch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() {
        try {
            node = Node.start(settings);
        } catch (IllegalStateException | IllegalArgumentException | StoreException notYet) {
            LOG.warn("The node cannot start over yet: {}", notYet.getMessage());
        } catch (RuntimeException unexpected) {
            // A process without a node would be of no use to anybody.
            LOG.error("The node cannot start over yet", unexpected);
        }
    }

    private void close() {
        Node current = node;
        node = null;
        if (current != null) {
            try {
                current.close();
            } catch (RuntimeException e) {
                LOG.info("Its end was not clean: {}", e.getMessage());
            }
        }
    }

    private void stop() {
        told.countDown();
        synchronized (turn) {
            close();
        }
        stopped.countDown();
    }
}
