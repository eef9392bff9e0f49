package dev.baton.actors.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The queues that external workers pull from. A task leaves its queue when its attempt ends, in the same transaction
 * ({@link SideWrites#endedTasks()}).
 */
public interface TaskStore {

    /** @return false if a task with this id is there already: nothing was changed */
    CompletionStage<Boolean> enqueue(TaskRow task);

    CompletionStage<Optional<TaskRow>> get(String tenant, String id);

    /**
     * Tasks that nobody has, or whose lease has ended; highest priority first, then runs take turns, each with its tasks
     * in the order in which they were put in.
     */
    CompletionStage<List<TaskRow>> ready(String tenant, String queue, Instant now, int limit);

    /**
     * Hands the first ready tasks to a worker, in one transaction: no task goes to two workers.
     *
     * @return as they are now, with one delivery more
     */
    CompletionStage<List<TaskRow>> lease(
            String tenant, String queue, String worker, int max, Instant now, Instant until);

    /** @return false if the worker does not have the task any more */
    CompletionStage<Boolean> renew(String tenant, String id, String worker, Instant until);

    /** Gives the task back. @return false if the worker does not have the task any more */
    CompletionStage<Boolean> release(String tenant, String id, String worker);

    /** For tasks whose run does not know them any more. */
    CompletionStage<Boolean> delete(String tenant, String id);

    /**
     * Tasks that may be of no use to anybody: past their deadline, or of a run that has ended or is not there. Looks at
     * the tasks that there are, not at what was.
     *
     * @param after the last of the page before; null for the first page
     */
    CompletionStage<List<Suspect>> suspects(Instant now, @Nullable Suspect after, int limit);

    record Suspect(String tenant, String id) {}

    /** The queues that hold tasks. */
    CompletionStage<List<QueueSize>> sizes(Instant now);

    /** @param ready neither leased nor ended */
    record QueueSize(String tenant, String queue, long ready, long leased) {}
}
