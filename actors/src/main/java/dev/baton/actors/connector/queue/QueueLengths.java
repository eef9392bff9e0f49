package dev.baton.actors.connector.queue;

import dev.baton.actors.port.TaskStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures how many tasks the queues of the whole cluster hold. */
final class QueueLengths implements AutoCloseable {

    /** Each has a few time series where the metrics are collected. */
    private static final int QUEUES_SHOWN_MAX = 1_000;

    private final TaskStore store;
    private final InstantSource clock;
    private final MultiGauge gauge;
    private final ScheduledExecutorService thread;

    private QueueLengths(TaskStore store, InstantSource clock, MultiGauge gauge) {
        this.store = store;
        this.clock = clock;
        this.gauge = gauge;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("baton-queue-lengths").factory());
    }

    static QueueLengths measured(TaskStore store, Duration interval, InstantSource clock, MeterRegistry registry) {
        QueueLengths lengths = new QueueLengths(
                store,
                clock,
                MultiGauge.builder("baton.queue.tasks")
                        .description("tasks in a queue, ready for a worker or leased by one")
                        .register(registry));
        lengths.thread.scheduleWithFixedDelay(
                lengths::measure, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return lengths;
    }

    /** A store that does not answer shows in its own metrics; these then stay as they were. */
    private void measure() {
        try {
            store.sizes(clock.instant()).thenAccept(this::show);
        } catch (RuntimeException e) {
            // The next measurement may do better.
        }
    }

    private void show(List<TaskStore.QueueSize> sizes) {
        gauge.register(
                sizes.stream()
                        .limit(QUEUES_SHOWN_MAX)
                        .flatMap(size -> Stream.<MultiGauge.Row<?>>of(
                                row(size, "ready", size.ready()), row(size, "leased", size.leased())))
                        .toList(),
                true);
    }

    private static MultiGauge.Row<?> row(TaskStore.QueueSize size, String state, long tasks) {
        return MultiGauge.Row.of(Tags.of("tenant", size.tenant(), "queue", size.queue(), "state", state), tasks);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
