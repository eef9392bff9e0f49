package dev.baton.cluster.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time by which a node works when it shares its database: what the database's clock says, carried on by the machine's
 * steady clock. All nodes agree, and nothing falls due too early or too late because somebody sets the clock of a machine.
 */
final class StoreClock implements NodeClock {

    private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);

    private static final Duration EVERY = Duration.ofSeconds(5);

    /** An answer that takes longer says too little about when it was given. */
    private static final long ROUND_TRIP_NANOS_MAX = 1_000_000_000L;

    /** Within this time a difference is made up, by going faster or slower. */
    private static final long MAKE_UP_NANOS = 10_000_000_000L;

    /** A larger difference is not made up but taken over at once. Half of the time above: time never goes back. */
    private static final long MADE_UP_NANOS_MAX = 5_000_000_000L;

    private static final long NANOS = 1_000_000_000L;

    private final Supplier<CompletionStage<Instant>> store;
    private final LongSupplier steady;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("baton-clock").factory());
    private volatile Course course;

    /**
     * @param epochNanos what time it was
     * @param steadyNanos when the machine's steady clock said this
     * @param differenceNanos to be made up since then
     */
    private record Course(long epochNanos, long steadyNanos, long differenceNanos) {
        long at(long nowNanos) {
            long gone = nowNanos - steadyNanos;
            double made = Math.min(1.0, (double) gone / MAKE_UP_NANOS);
            return epochNanos + gone + (long) (differenceNanos * made);
        }
    }

    private StoreClock(Supplier<CompletionStage<Instant>> store, LongSupplier steady, Course course) {
        this.store = store;
        this.steady = steady;
        this.course = course;
    }

    /**
     * Waits for the database to say what time it is.
     *
     * @param store asks the database
     */
    static StoreClock start(Supplier<CompletionStage<Instant>> store, InstantSource machine, MeterRegistry meters) {
        StoreClock clock = at(store, System::nanoTime);
        Gauge.builder(
                        "baton.clock.skew",
                        clock,
                        here -> Duration.between(here.instant(), machine.instant())
                                        .toNanos()
                                / (double) NANOS)
                .description("How far the clock of the node's machine is ahead of the database's, which counts")
                .baseUnit("seconds")
                .register(meters);
        clock.looks.scheduleWithFixedDelay(clock::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return clock;
    }

    /** One that looks only when it is told to. */
    static StoreClock at(Supplier<CompletionStage<Instant>> store, LongSupplier steady) {
        long asked = steady.getAsLong();
        long time = nanos(Awaited.of(store.get(), "asking the store for the time"));
        long answered = steady.getAsLong();
        return new StoreClock(store, steady, new Course(time + (answered - asked) / 2, answered, 0));
    }

    @Override
    public Instant instant() {
        long nanos = course.at(steady.getAsLong());
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    /** Compares with the database. While it cannot be asked, the steady clock does. */
    void look() {
        try {
            long asked = steady.getAsLong();
            long time = nanos(Awaited.of(store.get(), "asking the store for the time"));
            long answered = steady.getAsLong();
            if (answered - asked <= ROUND_TRIP_NANOS_MAX) {
                correct(time + (answered - asked) / 2, answered);
            }
        } catch (IllegalStateException notNow) {
            LOG.debug("The time goes on without the store: {}", notNow.getMessage());
        }
    }

    private void correct(long storeNanos, long nowNanos) {
        long hereNanos = course.at(nowNanos);
        long difference = storeNanos - hereNanos;
        if (Math.abs(difference) <= MADE_UP_NANOS_MAX) {
            course = new Course(hereNanos, nowNanos, difference);
        } else {
            LOG.warn(
                    "The database's clock has jumped by {}, or this machine has slept: the node goes by it at once",
                    Duration.ofNanos(difference));
            course = new Course(storeNanos, nowNanos, 0);
        }
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
