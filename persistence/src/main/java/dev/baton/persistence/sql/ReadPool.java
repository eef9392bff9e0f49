package dev.baton.persistence.sql;

import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.config.StoreSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads beside the writer: a few threads, each with a connection and its prepared statements. Threads and connections
 * are the same number anyway, so there is no pool to borrow from.
 */
public final class ReadPool implements AutoCloseable {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final long RECONNECT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Dialect dialect;
    private final StoreSettings.Reader settings;
    private final Runnable onUnavailable;
    private final ThreadPoolExecutor threads;
    private final Timer duration;

    /** What one thread holds. */
    private static final class Reader {
        @Nullable
        Session session;

        @Nullable
        SQLException openFailure;

        long openFailedNanos;
    }

    private final ThreadLocal<Reader> readers = ThreadLocal.withInitial(Reader::new);

    /** Carries a failure of the database through code that knows nothing of databases. */
    public static final class ReadFailure extends RuntimeException {

        public ReadFailure(SQLException cause) {
            super(cause);
        }
    }

    /** Reads something; may be run again on a new connection if the first one breaks. */
    @FunctionalInterface
    public interface Read<T> {
        T from(Session session) throws SQLException;
    }

    /** @param onUnavailable called when the store could not be read */
    public ReadPool(Dialect dialect, StoreSettings.Reader settings, MeterRegistry meters, Runnable onUnavailable) {
        this.dialect = dialect;
        this.settings = settings;
        this.onUnavailable = onUnavailable;
        this.threads = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.queueMax()),
                work -> Thread.ofPlatform().daemon().name("baton-store-read").unstarted(() -> runAndClose(work)));
        this.duration = Timer.builder("baton.store.read")
                .description("Reads from the store, without their wait for a thread")
                .register(meters);
        Gauge.builder(
                        "baton.store.read.queue.depth",
                        threads,
                        pool -> pool.getQueue().size())
                .description("Reads that wait for a thread")
                .register(meters);
    }

    /** Fails with a {@link StoreException}; callbacks of the stage run on a thread of the pool. */
    public <T> CompletionStage<T> read(Read<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> run(work, result));
        } catch (RejectedExecutionException full) {
            result.completeExceptionally(
                    threads.isShutdown()
                            ? new StoreUnavailable("it is closed", Dialect.RETRY_AFTER)
                            : new StoreBusy("read", threads.getQueue().size(), Dialect.RETRY_AFTER));
        }
        return result;
    }

    /** Rows in one step of a long read. */
    public int page() {
        return settings.page();
    }

    private <T> void run(Read<T> work, CompletableFuture<T> result) {
        long start = System.nanoTime();
        T value;
        try {
            value = attempt(work);
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
            return;
        } finally {
            duration.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
        result.complete(value);
    }

    private <T> T attempt(Read<T> work) {
        Reader reader = readers.get();
        boolean fresh = reader.session == null;
        try {
            return work.from(open(reader));
        } catch (SQLException | RuntimeException thrown) {
            SQLException failure = databaseFailure(thrown);
            if (!fresh && isUnavailable(failure)) {
                // The connection may have been lost while it was idle: the store itself may well be there.
                close(reader);
                return attempt(work);
            }
            close(reader);
            if (isUnavailable(failure)) {
                onUnavailable.run();
                throw new StoreUnavailable(Dialect.reason(failure), Dialect.RETRY_AFTER, failure);
            }
            throw new IllegalStateException("A read failed: " + Dialect.reason(failure), failure);
        }
    }

    /** @throws RuntimeException the failure itself, if the database has nothing to do with it */
    private static SQLException databaseFailure(Exception thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure) {
                return failure;
            }
        }
        throw (RuntimeException) thrown;
    }

    private boolean isUnavailable(SQLException failure) {
        return dialect.failure(failure) == Dialect.Failure.UNAVAILABLE;
    }

    private Session open(Reader reader) throws SQLException {
        Session open = reader.session;
        if (open != null) {
            return open;
        }
        SQLException before = reader.openFailure;
        if (before != null && System.nanoTime() - reader.openFailedNanos < RECONNECT_PAUSE_NANOS) {
            throw before;
        }
        try {
            Session opened = Session.reader(dialect);
            reader.session = opened;
            reader.openFailure = null;
            return opened;
        } catch (SQLException failure) {
            reader.openFailure = failure;
            reader.openFailedNanos = System.nanoTime();
            throw failure;
        }
    }

    private static void close(Reader reader) {
        Session session = reader.session;
        reader.session = null;
        if (session != null) {
            try {
                session.close();
            } catch (SQLException alreadyBroken) {
                // There is nothing left to save.
            }
        }
    }

    private void runAndClose(Runnable thread) {
        try {
            thread.run();
        } finally {
            close(readers.get());
            readers.remove();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
