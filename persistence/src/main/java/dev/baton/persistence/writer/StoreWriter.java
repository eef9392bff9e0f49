package dev.baton.persistence.writer;

import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.sql.Dialect;
import dev.baton.persistence.sql.Schema;
import dev.baton.persistence.sql.Session;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the store: a thread that drains a bounded queue, each time into one transaction.
 *
 * <p>While a commit is synced, the next writes gather: the more wait, the more share the next commit. A full queue
 * refuses at once ({@link StoreBusy}). When the store is unavailable, writes fail at once ({@link StoreUnavailable})
 * and the writer probes, with growing pauses, until it is back.
 */
public final class StoreWriter implements AutoCloseable {

    /** For writes that belong to no run. */
    public static final int NO_CELL = -1;

    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);
    /** An idle store is looked at so often: its loss, and that of cells, must show before the next write. */
    private static final Duration IDLE_CHECK = Duration.ofSeconds(1);

    private static final Duration RETRY_AFTER_BUSY = Duration.ofSeconds(1);
    private static final Executor CALLBACKS = ForkJoinPool.commonPool();

    private final Dialect dialect;
    private final StoreSettings.Writer settings;
    private final WriteQueue queue;
    private final WriterHealth health;
    private final WriterMetrics metrics;
    private final CellOwnership cells;
    private final BatchCommit commit;
    private final Thread thread;
    private final List<WriteRequest<?>> batch;
    private @Nullable Session session;
    private Duration probePause;
    private long checkedNanos = System.nanoTime();
    private volatile boolean closed;
    private volatile boolean suspected;
    /** From then on no one takes requests from the queue. */
    private volatile boolean ended;

    private StoreWriter(Dialect dialect, StoreSettings settings, MeterRegistry meters, Session session) {
        this.dialect = dialect;
        this.settings = settings.writer();
        this.queue = new WriteQueue(this.settings.queueMax(), this.settings.queueBytesMax());
        this.health = new WriterHealth(queue, settings.admission());
        this.metrics = new WriterMetrics(meters, health);
        this.cells = new CellOwnership(this, dialect, settings.region(), health);
        this.commit = new BatchCommit(dialect, cells, metrics);
        this.session = session;
        this.probePause = this.settings.probeInitial();
        this.batch = new ArrayList<>(this.settings.batchMax());
        this.thread = Thread.ofPlatform().name("baton-store-write").unstarted(this::run);
    }

    /**
     * Opens the store, brings its tables up to date, and starts to write.
     *
     * @throws SQLException if the store cannot be opened
     */
    public static StoreWriter open(Dialect dialect, StoreSettings settings, MeterRegistry meters) throws SQLException {
        Session session = Session.writer(dialect, true);
        try {
            Schema.migrate(session);
            dialect.continueFeed(session);
        } catch (SQLException failure) {
            session.close();
            throw failure;
        }
        StoreWriter writer = new StoreWriter(dialect, settings, meters, session);
        writer.thread.start();
        return writer;
    }

    public StoreHealth health() {
        return health;
    }

    public CellOwnership cells() {
        return cells;
    }

    /**
     * Has something written. Fails with a {@link StoreException}; callbacks run on the writer's thread: they must not
     * block.
     *
     * @param cell that this node must own, or {@link #NO_CELL}
     * @param bytes about how much is written, for the limits of the queue and of a transaction
     */
    public <T> CompletableFuture<T> submit(int cell, int bytes, Write<T> write) {
        WriteRequest<T> request = new WriteRequest<>(cell, bytes, write);
        if (closed) {
            refuse(request, new StoreUnavailable("it is closed", RETRY_AFTER_BUSY));
        } else if (health.state() instanceof StoreHealth.State.Down down) {
            refuse(request, new StoreUnavailable(down.reason(), down.retryAfter()));
        } else if (!queue.offer(request)) {
            refuse(request, new StoreBusy("write", queue.size(), RETRY_AFTER_BUSY));
        } else if (ended) {
            refuse(request, new StoreUnavailable("it is closed", RETRY_AFTER_BUSY));
        }
        return request.result();
    }

    /** As {@link #submit}, for callers that may do anything in their callbacks: these run elsewhere. */
    public <T> CompletableFuture<T> perform(int cell, int bytes, Write<T> write) {
        CompletableFuture<T> elsewhere = new CompletableFuture<>();
        submit(cell, bytes, write)
                .whenComplete((value, failure) -> CALLBACKS.execute(() -> {
                    if (failure == null) {
                        elsewhere.complete(value);
                    } else {
                        elsewhere.completeExceptionally(failure);
                    }
                }));
        return elsewhere;
    }

    /** Makes the writer look at once whether the store is still there: a read has failed. */
    public void suspect() {
        if (!health.down()) {
            suspected = true;
            queue.wake();
        }
    }

    private void refuse(WriteRequest<?> request, StoreException reason) {
        metrics.rejected(reason);
        request.failed(reason);
    }

    private void run() {
        while (!closed || queue.size() > 0) {
            try {
                turn();
            } catch (InterruptedException interrupted) {
                LOG.debug("The writer is told to stop");
                closed = true;
            } catch (SQLException failure) {
                down(failure);
            } catch (RuntimeException | Error defect) {
                LOG.error("The writer has a defect", defect);
                down(new SQLException("a defect of the writer: " + defect, defect));
            }
        }
        closeSession();
        ended = true;
        failAll(new StoreUnavailable("it is closed", RETRY_AFTER_BUSY));
    }

    /** Writes what waits; or fails it, when the store is down and still is. */
    private void turn() throws InterruptedException, SQLException {
        batch.clear();
        Session open = session;
        Duration wait = open == null ? probePause : IDLE_CHECK;
        queue.drain(batch, settings.batchMax(), settings.batchBytesMax(), closed ? 0 : wait.toNanos());
        if (open != null) {
            checkAlive(open);
            if (!batch.isEmpty()) {
                commit.commit(open, batch);
            }
        } else if (batch.isEmpty()) {
            probe();
        } else {
            failBatch(unavailable());
        }
    }

    /** Not at every write: it costs a system call, or a round trip. */
    private void checkAlive(Session open) throws SQLException {
        long now = System.nanoTime();
        if (suspected || now - checkedNanos >= IDLE_CHECK.toNanos()) {
            suspected = false;
            checkedNanos = now;
            dialect.checkAlive(open);
            cells.lookForLost(open);
        }
    }

    private void down(SQLException failure) {
        String reason = Dialect.reason(failure);
        closeSession();
        probePause = settings.probeInitial();
        if (!health.down()) {
            LOG.error("The store is unavailable: {}", reason, failure);
            metrics.down();
            health.down(reason, retryAfter());
        }
        failBatch(new StoreUnavailable(reason, retryAfter(), failure));
        failAll(new StoreUnavailable(reason, retryAfter(), failure));
    }

    private void probe() {
        if (closed) {
            return;
        }
        try {
            Session opened = Session.writer(dialect, false);
            try {
                StoreProbe.write(opened);
            } catch (SQLException failure) {
                opened.close();
                throw failure;
            }
            session = opened;
            probePause = settings.probeInitial();
            checkedNanos = System.nanoTime();
            LOG.info("The store is back");
            health.up();
        } catch (SQLException failure) {
            LOG.debug("The store is still unavailable", failure);
            Duration doubled = probePause.multipliedBy(2);
            probePause = doubled.compareTo(settings.probeMax()) > 0 ? settings.probeMax() : doubled;
            health.down(Dialect.reason(failure), retryAfter());
        }
    }

    private StoreUnavailable unavailable() {
        return health.state() instanceof StoreHealth.State.Down down
                ? new StoreUnavailable(down.reason(), down.retryAfter())
                : new StoreUnavailable("it was just lost", retryAfter());
    }

    private Duration retryAfter() {
        long seconds = Math.max(1, TimeUnit.MILLISECONDS.toSeconds(probePause.toMillis() + 999));
        return Duration.ofSeconds(seconds);
    }

    private void failAll(StoreUnavailable reason) {
        do {
            batch.clear();
            try {
                queue.drain(batch, settings.batchMax(), settings.batchBytesMax(), 0);
            } catch (InterruptedException interrupted) {
                closed = true;
            }
            failBatch(reason);
        } while (!batch.isEmpty());
    }

    private void failBatch(StoreUnavailable reason) {
        for (WriteRequest<?> request : batch) {
            refuse(request, reason);
        }
    }

    private void closeSession() {
        Session open = session;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException alreadyBroken) {
                LOG.debug("Closing a broken connection failed", alreadyBroken);
            }
        }
    }

    /** Writes what is in the queue, then ends; what comes later fails. */
    @Override
    public void close() {
        closed = true;
        queue.wake();
        try {
            if (!thread.join(CLOSE_WAIT)) {
                LOG.warn("The writer did not end within {}", CLOSE_WAIT);
                thread.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
