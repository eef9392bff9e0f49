package dev.baton.actors.connector.queue;

import dev.baton.actors.connector.Outage;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import dev.baton.config.QueueSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where this node's requests for tasks wait, a {@link Desk} per queue. One thread does it all; nothing blocks it. */
final class Desks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Desks.class);

    /** How exactly the end of a wait is kept. */
    private static final long SWEEP_MS = 50;

    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private static final Lease CLOSING = new Lease.Unavailable("this node is shutting down", WHEN_FULL);

    private record QueueKey(String tenant, String queue) {}

    private final TaskStore store;
    private final Leftovers leftovers;
    private final QueueSettings settings;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private final Map<QueueKey, Desk> desks = new HashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
    private boolean sweeping;

    Desks(TaskStore store, Leftovers leftovers, QueueSettings settings, InstantSource clock) {
        this.store = store;
        this.leftovers = leftovers;
        this.settings = settings;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("baton-queues").factory());
    }

    int waiting() {
        return waiting.get();
    }

    CompletionStage<Lease> arrive(
            String tenant, String queue, String worker, int tasksMax, Duration wait, Duration lease) {
        Waiter waiter =
                new Waiter(numbers.incrementAndGet(), worker, tasksMax, lease, System.nanoTime() + wait.toNanos());
        if (waiting.incrementAndGet() > settings.waitersMax()) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(new Lease.TooManyWaiting(WHEN_FULL));
        }
        waiter.answer.whenComplete((answer, fault) -> waiting.decrementAndGet());
        if (!execute(() -> sitDown(new QueueKey(tenant, queue), waiter))) {
            waiter.answer.complete(CLOSING);
        }
        return waiter.answer;
    }

    private void sitDown(QueueKey key, Waiter waiter) {
        long now = System.nanoTime();
        Desk desk = desks.computeIfAbsent(key, ignored -> new Desk(next -> ask(key, next), now));
        if (desk.size() >= settings.waitersPerQueueMax()) {
            waiter.answer.complete(new Lease.TooManyWaiting(WHEN_FULL));
            return;
        }
        desk.arrive(waiter, now);
        watch();
    }

    void taskArrived(String tenant, String queue) {
        if (waiting.get() > 0) {
            execute(() -> {
                Desk desk = desks.get(new QueueKey(tenant, queue));
                if (desk != null) {
                    desk.taskArrived(System.nanoTime());
                }
            });
        }
    }

    private void ask(QueueKey key, Waiter waiter) {
        Instant now = clock.instant();
        Instant until = now.plus(waiter.lease);
        CompletionStage<List<TaskRow>> leased;
        try {
            leased = store.lease(key.tenant(), key.queue(), waiter.worker, waiter.tasksMax, now, until);
        } catch (RuntimeException e) {
            leased = CompletableFuture.failedFuture(e);
        }
        leased.whenComplete((rows, fault) -> {
            if (!execute(() -> answered(key, waiter, rows, fault))) {
                // What it may have leased is ready again when the lease ends.
                waiter.answer.complete(CLOSING);
            }
        });
    }

    private void answered(QueueKey key, Waiter waiter, @Nullable List<TaskRow> rows, @Nullable Throwable fault) {
        Desk desk = desks.get(key);
        long now = System.nanoTime();
        if (desk == null) {
            return;
        }
        if (rows == null) {
            waiter.answer.complete(unavailable(fault));
            desk.dismissed(now);
            return;
        }
        List<Lease.Task> tasks = rows.stream()
                .filter(row -> leftovers.mayBeHandedOut(row, clock.instant()))
                .map(Desks::task)
                .toList();
        if (!tasks.isEmpty()) {
            if (!waiter.answer.complete(new Lease.Tasks(tasks))) {
                tasks.forEach(task -> store.release(key.tenant(), task.id(), waiter.worker));
            }
            desk.served(now);
        } else if (!rows.isEmpty()) {
            desk.again(waiter, now);
        } else if (waiter.over(now)) {
            waiter.answer.complete(new Lease.Tasks(List.of()));
            desk.dismissed(now);
        } else {
            desk.keep(waiter, now);
        }
    }

    private static Lease unavailable(@Nullable Throwable fault) {
        Throwable cause = fault == null ? new IllegalStateException("the store answered nothing") : fault;
        Outage outage = Outage.of(cause).orElseGet(() -> {
            LOG.error("Leasing tasks failed", cause);
            return new Outage("leasing tasks failed", WHEN_FULL);
        });
        return new Lease.Unavailable(outage.reason(), outage.retryAfter());
    }

    private static Lease.Task task(TaskRow row) {
        return new Lease.Task(
                row.id(),
                row.queue(),
                row.body(),
                Objects.requireNonNull(row.leaseUntil(), "a task that was leased has a lease"),
                row.deliveries(),
                row.deadline());
    }

    private void watch() {
        if (!sweeping && !desks.isEmpty()) {
            sweeping = true;
            try {
                thread.schedule(() -> guarded(this::sweep), SWEEP_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // Closing answers everybody.
            }
        }
    }

    private void sweep() {
        sweeping = false;
        long now = System.nanoTime();
        for (Desk desk : new ArrayList<>(desks.values())) {
            desk.takeOver(now).forEach(waiter -> waiter.answer.complete(new Lease.Tasks(List.of())));
            desk.recheck(now, settings.recheck());
        }
        desks.values().removeIf(desk -> desk.size() == 0);
        watch();
    }

    /** @return false if this is closed */
    private boolean execute(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A queue met a defect", e);
        }
    }

    @Override
    public void close() {
        execute(() -> {
            for (Desk desk : desks.values()) {
                desk.takeAll().forEach(waiter -> waiter.answer.complete(CLOSING));
            }
        });
        thread.shutdown();
    }
}
