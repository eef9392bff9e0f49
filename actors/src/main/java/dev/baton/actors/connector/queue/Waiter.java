package dev.baton.actors.connector.queue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A worker's request for tasks, while it waits. */
final class Waiter {

    /** In the order of arrival on this node. */
    final long number;

    final String worker;
    final int tasksMax;
    final Duration lease;
    final long untilNanos;
    final CompletableFuture<Lease> answer = new CompletableFuture<>();

    Waiter(long number, String worker, int tasksMax, Duration lease, long untilNanos) {
        this.number = number;
        this.worker = worker;
        this.tasksMax = tasksMax;
        this.lease = lease;
        this.untilNanos = untilNanos;
    }

    /** The client is gone, or has its answer. */
    boolean gone() {
        return answer.isDone();
    }

    boolean over(long nanoTime) {
        return untilNanos - nanoTime <= 0;
    }
}
