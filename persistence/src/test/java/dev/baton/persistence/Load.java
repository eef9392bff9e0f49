package dev.baton.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Runs that append one event after the other; what fails is tried again as a recovered entity would. */
final class Load implements AutoCloseable {

    private static final int RUNS = 32;

    private final Store store;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong[] acknowledged = new AtomicLong[RUNS];
    private final Thread[] threads = new Thread[RUNS];

    Load(Store store) {
        this.store = store;
        for (int run = 0; run < RUNS; run++) {
            acknowledged[run] = new AtomicLong();
            int number = run;
            threads[run] = Thread.ofVirtual().start(() -> append(number));
        }
    }

    private void append(int run) {
        long next = 1;
        while (!stopped.get()) {
            CompletableFuture<Long> write = Rows.append(store, "load" + run, next);
            try {
                acknowledged[run].set(write.join());
                total.incrementAndGet();
                next++;
            } catch (CompletionException failed) {
                next = recover(run, next);
            }
        }
    }

    /** A failed write is unknown: what the journal says decides. */
    private long recover(int run, long next) {
        while (!stopped.get()) {
            try {
                return Rows.number(
                                store,
                                "SELECT coalesce(max(seq_nr), 0) FROM journal WHERE persistence_id = '"
                                        + Rows.id("load" + run) + "'")
                        + 1;
            } catch (CompletionException stillGone) {
                LockSupport.parkNanos(20_000_000);
            }
        }
        return next;
    }

    /** Waits for so many further acknowledged writes. */
    void awaitMore(long writes) {
        long wanted = total.get() + writes;
        Awaiting.until(() -> total.get() >= wanted);
    }

    void stop() {
        stopped.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    void assertNothingIsLost() {
        for (int run = 0; run < RUNS; run++) {
            String where = " FROM journal WHERE persistence_id = '" + Rows.id("load" + run) + "'";
            long highest = Rows.number(store, "SELECT coalesce(max(seq_nr), 0)" + where);
            assertThat(highest).isGreaterThanOrEqualTo(acknowledged[run].get());
            assertThat(Rows.number(store, "SELECT count(*)" + where)).isEqualTo(highest);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
