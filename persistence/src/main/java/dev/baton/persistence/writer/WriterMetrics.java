package dev.baton.persistence.writer;

import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreHealth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What operators see of the writer. Nothing is counted for each event, only for each transaction. */
final class WriterMetrics {

    private final MeterRegistry meters;
    private final DistributionSummary batchSize;
    private final Timer commit;
    private final Counter retried;
    private final Counter fenced;
    private final Counter downs;

    WriterMetrics(MeterRegistry meters, StoreHealth health) {
        this.meters = meters;
        batchSize = DistributionSummary.builder("baton.journal.batch.size")
                .description("Writes that shared one transaction")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        commit = Timer.builder("baton.journal.commit")
                .description("Transactions, from their begin to the end of their commit")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        retried = counter("baton.journal.retried", "Transactions repeated write by write, to isolate a bad one");
        fenced = counter("baton.journal.fenced", "Writes refused because their cell has another owner");
        downs = counter("baton.store.downs", "How often the store became unavailable");
        Gauge.builder("baton.journal.queue.depth", health, StoreHealth::queued)
                .description("Writes that wait for a transaction")
                .register(meters);
        Gauge.builder("baton.journal.queue.age", health, WriterMetrics::ageSeconds)
                .description("How long the oldest of them has been waiting")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("baton.store.up", health, state -> state.state() instanceof StoreHealth.State.Up ? 1 : 0)
                .description("1 if the store takes writes")
                .register(meters);
    }

    private static double ageSeconds(StoreHealth health) {
        Duration age = health.oldestQueued();
        return age.toNanos() / 1e9;
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    void committed(int writes, long nanos) {
        batchSize.record(writes);
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void retried() {
        retried.increment();
    }

    void fenced() {
        fenced.increment();
    }

    void down() {
        downs.increment();
    }

    /** For a write that was refused or has failed. */
    void rejected(StoreException failure) {
        Counter.builder("baton.journal.rejected")
                .description("Writes that were refused or have failed")
                .tag("reason", failure.code())
                .register(meters)
                .increment();
    }
}
