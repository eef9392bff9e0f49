package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The queues of external workers: {@code baton.queues}.
 *
 * @param lease how long a worker has a task without a heartbeat, if it does not say
 * @param leaseMax the longest it may ask for
 * @param leaseTasksMax tasks in one answer
 * @param waitMax the longest a request for tasks may wait
 * @param waitersMax requests that wait on this node
 * @param waitersPerQueueMax requests that wait for one queue on this node
 * @param recheck how often a queue that is waited for is looked at, for what other nodes put there and leases that ended
 * @param deliveriesMax how often a task is handed out before its attempt fails
 * @param measure how often the lengths of the queues are measured
 */
public record QueueSettings(
        Duration lease,
        Duration leaseMax,
        int leaseTasksMax,
        Duration waitMax,
        int waitersMax,
        int waitersPerQueueMax,
        Duration recheck,
        int deliveriesMax,
        Duration measure) {

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static QueueSettings of(Config config) {
        Section queues = Section.of(config, "baton.queues");
        return new QueueSettings(
                queues.positive("lease"),
                queues.positive("lease-max"),
                queues.between("lease-tasks-max", 1, 10_000),
                queues.positive("wait-max"),
                queues.between("waiters-max", 1, 1_000_000),
                queues.between("waiters-per-queue-max", 1, 1_000_000),
                queues.positive("recheck"),
                queues.between("deliveries-max", 1, 1_000),
                queues.positive("measure"));
    }
}
