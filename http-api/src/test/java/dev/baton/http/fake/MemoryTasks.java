package dev.baton.http.fake;

import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Queues in a map. */
public final class MemoryTasks implements TaskStore {

    private final Map<String, TaskRow> tasks = new TreeMap<>();

    @Override
    public synchronized CompletionStage<Boolean> enqueue(TaskRow task) {
        return CompletableFuture.completedFuture(tasks.putIfAbsent(task.id(), task) == null);
    }

    @Override
    public synchronized CompletionStage<Optional<TaskRow>> get(String tenant, String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(tasks.get(id)));
    }

    @Override
    public synchronized CompletionStage<List<TaskRow>> ready(String tenant, String queue, Instant now, int limit) {
        return CompletableFuture.completedFuture(tasks.values().stream()
                .filter(task -> task.queue().equals(queue)
                        && (task.leaseUntil() == null || task.leaseUntil().isBefore(now)))
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<TaskRow>> lease(
            String tenant, String queue, String worker, int max, Instant now, Instant until) {
        List<TaskRow> leased = new ArrayList<>();
        for (TaskRow task : ready(tenant, queue, now, max).toCompletableFuture().join()) {
            TaskRow given = with(task, worker, until, task.deliveries() + 1);
            tasks.put(given.id(), given);
            leased.add(given);
        }
        return CompletableFuture.completedFuture(leased);
    }

    private static TaskRow with(TaskRow task, @Nullable String worker, @Nullable Instant until, int deliveries) {
        return new TaskRow(
                task.tenant(),
                task.id(),
                task.queue(),
                task.runId(),
                task.step(),
                task.body(),
                task.priority(),
                task.enqueuedAt(),
                task.deadline(),
                worker,
                until,
                deliveries);
    }

    private synchronized boolean change(String id, String worker, UnaryOperator<TaskRow> change) {
        TaskRow task = tasks.get(id);
        if (task == null || !worker.equals(task.worker())) {
            return false;
        }
        tasks.put(id, change.apply(task));
        return true;
    }

    @Override
    public CompletionStage<Boolean> renew(String tenant, String id, String worker, Instant until) {
        return CompletableFuture.completedFuture(
                change(id, worker, task -> with(task, worker, until, task.deliveries())));
    }

    @Override
    public CompletionStage<Boolean> release(String tenant, String id, String worker) {
        return CompletableFuture.completedFuture(change(id, worker, task -> with(task, null, null, task.deliveries())));
    }

    @Override
    public synchronized CompletionStage<Boolean> delete(String tenant, String id) {
        return CompletableFuture.completedFuture(tasks.remove(id) != null);
    }

    @Override
    public CompletionStage<List<Suspect>> suspects(Instant now, @Nullable Suspect after, int limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<List<QueueSize>> sizes(Instant now) {
        return CompletableFuture.completedFuture(List.of());
    }
}
