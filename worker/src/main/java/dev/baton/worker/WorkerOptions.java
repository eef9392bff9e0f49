package dev.baton.worker;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How a worker works; each {@code with} gives a changed copy.
 *
 * @param server URL of Baton, without a path
 * @param name by which the server knows the worker; unique among all
 * @param concurrency tasks done at the same time at most
 * @param lease for how long a task is this worker's without a heartbeat; one is sent after each third of it
 * @param patience of one request for tasks
 * @param headers of every request, such as {@code Authorization}
 */
public record WorkerOptions(
        URI server,
        String queue,
        String name,
        int concurrency,
        Duration lease,
        Duration patience,
        Map<String, String> headers) {

    public static final Duration LEASE = Duration.ofSeconds(30);
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The server takes no request that waits longer, nor lends a task for longer than {@link #LEASE_MAX}. */
    public static final Duration PATIENCE_MAX = Duration.ofSeconds(60);

    public static final Duration LEASE_MAX = Duration.ofHours(1);

    public static final int CONCURRENCY_MAX = 1_000;

    public WorkerOptions {
        require(!queue.isBlank() && !name.isBlank(), "queue and name must not be empty");
        require(concurrency >= 1 && concurrency <= CONCURRENCY_MAX, "concurrency must be 1 to " + CONCURRENCY_MAX);
        require(within(lease, LEASE_MAX), "lease must be more than nothing and at most " + LEASE_MAX);
        require(within(patience, PATIENCE_MAX), "patience must be more than nothing and at most " + PATIENCE_MAX);
        headers = Map.copyOf(headers);
    }

    private static boolean within(Duration span, Duration max) {
        return span.toMillis() > 0 && span.compareTo(max) <= 0;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** @param server such as {@code http://127.0.0.1:8080} */
    public static WorkerOptions of(String server, String queue) {
        String url = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        String name = "java-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        return new WorkerOptions(URI.create(url), queue, name, 1, LEASE, PATIENCE, Map.of());
    }

    public WorkerOptions withName(String other) {
        return new WorkerOptions(server, queue, other, concurrency, lease, patience, headers);
    }

    public WorkerOptions withConcurrency(int other) {
        return new WorkerOptions(server, queue, name, other, lease, patience, headers);
    }

    public WorkerOptions withLease(Duration other) {
        return new WorkerOptions(server, queue, name, concurrency, other, patience, headers);
    }

    public WorkerOptions withPatience(Duration other) {
        return new WorkerOptions(server, queue, name, concurrency, lease, other, headers);
    }

    public WorkerOptions withHeader(String header, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(header, value);
        return new WorkerOptions(server, queue, name, concurrency, lease, patience, all);
    }

    /** Headers may hold what is secret. */
    @Override
    public String toString() {
        return name + " on " + queue + " of " + server;
    }
}
