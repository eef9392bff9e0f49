package dev.baton.cluster.nodesdemo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Clients: they start runs and wait for their ends, at any node, and repeat at another what was not answered. */
final class DemoLoad implements AutoCloseable {

    static final int RATE_MAX = 100;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** A call that nobody has answered after so long has failed. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(60);

    private static final Duration ENDED_WITHIN = Duration.ofSeconds(90);

    private final DemoNodes nodes;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean on = new AtomicBoolean(true);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder begun = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder settled = new LongAdder();

    DemoLoad(DemoNodes nodes) {
        this.nodes = nodes;
    }

    /** Starts so many runs each second until it is told to stop. */
    void begin(int rate) {
        threads.execute(() -> {
            Duration between = Duration.ofSeconds(1).dividedBy(rate);
            try {
                while (on.get()) {
                    begun.increment();
                    String run = "demo-" + begun.sum();
                    threads.execute(() -> follow(run));
                    Waiting.span(between);
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void follow(String run) {
        try {
            String start = "{\"workflow\": \"" + ClusterDemo.WORKFLOW + "\", \"id\": \"" + run + "\"}";
            @Nullable
            JsonNode started = settle(path -> request(path, "/v1/runs")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(start))
                    .build());
            if (started == null) {
                return;
            }
            acknowledged.increment();
            awaitEnd(run);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            settled.increment();
        }
    }

    private void awaitEnd(String run) throws InterruptedException {
        long deadline = System.nanoTime() + ENDED_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            @Nullable
            JsonNode now = settle(
                    path -> request(path, "/v1/runs/" + run + "?wait=5s").GET().build());
            if (now == null) {
                return;
            }
            if (now.has("endedAt")) {
                if (now.path("status").asText().equals("completed")) {
                    completed.increment();
                } else {
                    failures.add(run + " ended as " + now.path("status").asText());
                }
                return;
            }
        }
        failures.add(run + " has not ended");
    }

    private interface Call {
        HttpRequest to(URI node);
    }

    /** @return null if it has failed */
    private @Nullable JsonNode settle(Call call) throws InterruptedException {
        long deadline = System.nanoTime() + GIVEN_UP.toNanos();
        String last = "";
        while (System.nanoTime() < deadline) {
            URI node = nodes.url(1 + ThreadLocalRandom.current().nextInt(DemoNodes.COUNT));
            HttpRequest request = call.to(node);
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 300) {
                    return JSON.readTree(answer.body());
                }
                last = request.method() + " " + request.uri() + " was answered with " + answer.statusCode() + " "
                        + answer.body();
                if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                    break;
                }
            } catch (IOException elsewhere) {
                last = request.method() + " " + request.uri() + ": " + elsewhere;
            }
            repeated.increment();
            Waiting.span(PAUSE);
        }
        failures.add(last);
        return null;
    }

    private static HttpRequest.Builder request(URI node, String path) {
        return HttpRequest.newBuilder(node.resolve(path)).timeout(PATIENCE);
    }

    /** Starts no more. */
    void stop() {
        on.set(false);
    }

    boolean isSettled() {
        return !on.get() && settled.sum() == begun.sum();
    }

    long acknowledged() {
        return acknowledged.sum();
    }

    long completed() {
        return completed.sum();
    }

    /** Calls that were made again, at the same node or another. */
    long repeated() {
        return repeated.sum();
    }

    Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        on.set(false);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
