package dev.baton.actors.connector.queue;

import dev.baton.actors.connector.Outage;
import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.OutsideResults.Recording;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunError;
import dev.baton.config.QueueSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks to external workers and takes their results ({@code docs/agents.md}, queues).
 *
 * <p>A worker has a task for the time of its lease, and again from each heartbeat. A lease that ends makes the task
 * ready for the next worker; a task that was handed out too often fails its attempt. Only the worker that has a task
 * can end it, and the run takes one result.
 */
public final class Tasks implements AutoCloseable {

    private final TaskStore store;
    private final OutsideResults results;
    private final QueueSettings settings;
    private final InstantSource clock;
    private final Leftovers leftovers;
    private final Desks desks;
    private final QueueLengths lengths;
    private final Orphans orphans;
    private final Counter leased;

    public Tasks(
            TaskStore store,
            OutsideResults results,
            QueueSettings settings,
            InstantSource clock,
            MeterRegistry registry) {
        this.store = store;
        this.results = results;
        this.settings = settings;
        this.clock = clock;
        this.leased = Counter.builder("baton.queue.tasks.leased")
                .description("tasks handed to external workers")
                .register(registry);
        Counter givenUp = Counter.builder("baton.queue.tasks.given.up")
                .description("tasks that were handed out too often")
                .register(registry);
        this.leftovers = new Leftovers(store, results, settings.deliveriesMax(), givenUp);
        this.orphans = new Orphans(store, leftovers, clock);
        this.desks = new Desks(store, leftovers, settings, clock);
        this.lengths = QueueLengths.measured(store, settings.measure(), clock, registry);
        Gauge.builder("baton.queue.waiters", desks, Desks::waiting)
                .description("requests for tasks that wait on this node")
                .register(registry);
    }

    /**
     * Waits for tasks, no longer than the settings allow. Cancelling the stage's future ends the wait.
     *
     * @param wait zero to have what is there
     * @param lease null for the usual time
     */
    public CompletionStage<Lease> lease(
            String tenant, String queue, String worker, int max, Duration wait, @Nullable Duration lease) {
        int tasksMax = Math.clamp(max, 1, settings.leaseTasksMax());
        CompletionStage<Lease> answer =
                desks.arrive(tenant, queue, worker, tasksMax, within(wait, settings.waitMax()), leaseTime(lease));
        answer.thenAccept(given -> {
            if (given instanceof Lease.Tasks tasks) {
                leased.increment(tasks.tasks().size());
            }
        });
        return answer;
    }

    private Duration leaseTime(@Nullable Duration asked) {
        return asked == null || asked.isZero() || asked.isNegative()
                ? settings.lease()
                : within(asked, settings.leaseMax());
    }

    private static Duration within(Duration asked, Duration max) {
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(max) > 0 ? max : asked;
    }

    /** @param lease from now on; null for the usual time */
    public CompletionStage<Heartbeat> heartbeat(String tenant, String id, String worker, @Nullable Duration lease) {
        Instant until = clock.instant().plus(leaseTime(lease));
        return Outage.caught(
                store.renew(tenant, id, worker, until)
                        .thenCompose(renewed -> renewed
                                ? CompletableFuture.completedFuture(new Heartbeat.Renewed(until))
                                : store.get(tenant, id).thenApply(Tasks::refusedHeartbeat)),
                outage -> new Heartbeat.Unavailable(outage.reason(), outage.retryAfter()));
    }

    private static Heartbeat refusedHeartbeat(Optional<TaskRow> task) {
        return task.<Heartbeat>map(row -> new Heartbeat.Lost(row.worker())).orElseGet(Heartbeat.Over::new);
    }

    /** The worker is done. Telling it again is the same as telling it once. */
    public CompletionStage<TaskEnd> complete(
            String tenant, String id, String worker, AttemptResult.Succeeded result, Principal by) {
        return end(tenant, id, worker, result, by, "task-completed");
    }

    /** @param retryAfter how long to leave the queue's workers alone; null if that does not matter */
    public CompletionStage<TaskEnd> fail(
            String tenant, String id, String worker, RunError error, @Nullable Duration retryAfter, Principal by) {
        return end(tenant, id, worker, new AttemptResult.Failed(error, retryAfter), by, "task-failed");
    }

    private CompletionStage<TaskEnd> end(
            String tenant, String id, String worker, AttemptResult result, Principal by, String cause) {
        return Outage.caught(
                store.get(tenant, id).thenCompose(task -> {
                    if (task.isPresent() && !worker.equals(task.get().worker())) {
                        return CompletableFuture.completedFuture(
                                new TaskEnd.Lost(task.get().worker()));
                    }
                    return task.isPresent()
                            ? results.record(tenant, id, result, by, cause)
                                    .thenApply(recording -> recorded(tenant, id, recording))
                            : results.repeated(tenant, id, result).thenApply(Tasks::taskEnd);
                }),
                outage -> new TaskEnd.Unavailable(outage.reason(), outage.retryAfter()));
    }

    private TaskEnd recorded(String tenant, String id, Recording recording) {
        leftovers.tidy(tenant, id, recording);
        return taskEnd(recording);
    }

    private static TaskEnd taskEnd(Recording recording) {
        return switch (recording) {
            case Recording.Recorded done -> new TaskEnd.Recorded(done.changed(), done.invalid());
            case Recording.Over over -> new TaskEnd.Over(over.reason());
            case Recording.Unknown ignored -> new TaskEnd.Over("There is no such task.");
            case Recording.Unavailable outage -> new TaskEnd.Unavailable(outage.reason(), outage.retryAfter());
        };
    }

    /** Runs can be asked from now on: takes away what a crash has left, at once and now and then. */
    public void tidy() {
        orphans.look();
    }

    /** There is a new task on this node. */
    void enqueued(String tenant, String queue) {
        desks.taskArrived(tenant, queue);
    }

    /** The attempt was let go while its task was being put into the queue. */
    void forget(String tenant, String id) {
        leftovers.forgetIfOver(tenant, id);
    }

    /** Answers those who wait. */
    @Override
    public void close() {
        orphans.close();
        lengths.close();
        desks.close();
    }
}
