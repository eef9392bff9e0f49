package dev.baton.cluster.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long work of the node waits for a processor: again and again a task is given to those who do the work, and it is
 * seen when it is done. What counts is the least of the last few, so that a burst or a pause of the JVM is no overload.
 */
final class LoadProbe implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(50);
    private static final int LAST = 3;

    private static final long NONE = 0;

    private final Executor workers;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("baton-load").factory());
    /** When the task that is not done yet was given; {@link #NONE} if all are. */
    private final AtomicLong givenNanos = new AtomicLong(NONE);

    private final long[] waits = new long[LAST];
    private int next;

    private LoadProbe(Executor workers) {
        this.workers = workers;
    }

    /** @param workers who also do what the node has accepted */
    static LoadProbe start(Executor workers, MeterRegistry meters) {
        LoadProbe probe = new LoadProbe(workers);
        Gauge.builder("baton.load.delay", probe, measured -> measured.delay().toNanos() / 1e9)
                .description("How long work that could go on waits for a processor")
                .baseUnit("seconds")
                .register(meters);
        probe.clock.scheduleWithFixedDelay(probe::give, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return probe;
    }

    private void give() {
        if (givenNanos.compareAndSet(NONE, System.nanoTime() | 1)) {
            workers.execute(this::done);
        }
    }

    private void done() {
        long waited = System.nanoTime() - givenNanos.getAndSet(NONE);
        synchronized (waits) {
            waits[next] = waited;
            next = (next + 1) % LAST;
        }
    }

    Duration delay() {
        long least = Long.MAX_VALUE;
        synchronized (waits) {
            for (long wait : waits) {
                least = Math.min(least, wait);
            }
        }
        // One that has waited for as long as several would.
        long given = givenNanos.get();
        long waiting = given == NONE ? 0 : (System.nanoTime() - given) / LAST;
        return Duration.ofNanos(Math.max(least, waiting));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
