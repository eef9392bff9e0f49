package dev.baton.http.exchange;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times requests by route and status; those that wait by intention are told apart. */
final class RequestMetrics {

    private record Key(Route route, int status, boolean waits) {}

    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final AtomicInteger active;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.active = registry.gauge("baton.http.requests.active", new AtomicInteger());
    }

    /** One request under way. */
    final class Running {
        private final Route route;
        private final boolean waits;
        private final long since = System.nanoTime();

        private Running(Route route, boolean waits) {
            this.route = route;
            this.waits = waits;
        }

        void end(int status) {
            active.decrementAndGet();
            timers.computeIfAbsent(new Key(route, status, waits), RequestMetrics.this::timer)
                    .record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        }
    }

    Running start(Route route, Exchange exchange) {
        active.incrementAndGet();
        return new Running(route, exchange.query().has("wait"));
    }

    void turnedAway(ErrorCode code) {
        registry.counter("baton.http.requests.turned.away", "code", code.code()).increment();
    }

    private Timer timer(Key key) {
        return Timer.builder("baton.http.requests")
                .tag("method", key.route().method().name())
                .tag("route", key.route().template())
                .tag("status", Integer.toString(key.status()))
                .tag("waits", Boolean.toString(key.waits()))
                .register(registry);
    }
}
