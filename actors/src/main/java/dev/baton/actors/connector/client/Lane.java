package dev.baton.actors.connector.client;

import dev.baton.config.HttpClientSettings;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutorGroup;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One event loop with its connections to all hosts; lanes share nothing. */
final class Lane {

    /** How exactly deadlines are kept: one look at all connections costs less than a timer for each exchange. */
    static final long SWEEP_MS = 50;

    private final EventLoop loop;
    private final Dialer dialer;
    private final HttpClientSettings settings;
    private final ClientMetrics metrics;
    private final Map<Destination, HostPool> pools = new HashMap<>();
    private boolean sweeping;
    private boolean closed;

    Lane(EventLoop loop, Dialer dialer, HttpClientSettings settings, ClientMetrics metrics) {
        this.loop = loop;
        this.dialer = dialer;
        this.settings = settings;
        this.metrics = metrics;
    }

    void submit(Exchange exchange) {
        if (loop.inEventLoop()) {
            accept(exchange);
        } else {
            later(exchange, () -> accept(exchange));
        }
    }

    /** Never at once: whoever sends one request after the other is not to find itself deeper and deeper in calls. */
    void refuse(Exchange exchange, Answer answer) {
        later(exchange, () -> exchange.complete(answer));
    }

    private void later(Exchange exchange, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            exchange.complete(closing());
        }
    }

    private void accept(Exchange exchange) {
        if (closed) {
            exchange.complete(closing());
        } else if (exchange.due(System.nanoTime())) {
            exchange.complete(new Answer.TimedOut());
        } else {
            pools.computeIfAbsent(
                            exchange.request().destination(),
                            destination -> new HostPool(destination, dialer, settings, metrics))
                    .submit(exchange);
            watch();
        }
    }

    private static Answer closing() {
        return new Answer.Unreachable("this node is shutting down", new IOException("the client is closed"));
    }

    private void watch() {
        if (!sweeping && !pools.isEmpty()) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = System.nanoTime();
        for (HostPool pool : pools.values().toArray(HostPool[]::new)) {
            pool.sweep(now);
        }
        pools.values().removeIf(HostPool::unused);
        watch();
    }

    void execute(Runnable task) {
        execute(loop, task);
    }

    /** After the end of the loop there is nothing left that a task could be about. */
    static void execute(EventExecutorGroup loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // Shutting down has ended every exchange.
        }
    }

    void close() {
        execute(() -> {
            closed = true;
            for (HostPool pool : pools.values().toArray(HostPool[]::new)) {
                pool.shut(closing());
            }
        });
    }
}
