package dev.baton.actors.connector.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request for tasks comes to. */
public sealed interface Lease {

    /** @param tasks none if there was nothing to do in all the time it waited */
    record Tasks(List<Task> tasks) implements Lease {
        public Tasks {
            tasks = List.copyOf(tasks);
        }
    }

    /** Too many requests wait already. */
    record TooManyWaiting(Duration retryAfter) implements Lease {}

    record Unavailable(String reason, Duration retryAfter) implements Lease {}

    /**
     * @param id of the attempt: the idempotency key of whatever the worker does
     * @param body JSON: {@code {run, step, attempt, input, context, deadline}}
     * @param leaseUntil when it goes to somebody else, unless there is a heartbeat
     * @param delivery how often it has been handed out, with this time
     */
    record Task(
            String id,
            String queue,
            String body,
            Instant leaseUntil,
            int delivery,
            @Nullable Instant deadline) {}
}
