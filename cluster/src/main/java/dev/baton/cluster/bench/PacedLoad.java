package dev.baton.cluster.bench;

import dev.baton.cluster.process.Waiting;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Sends requests at a fixed rate, whatever becomes of them: callers who do not know that others call, too. */
final class PacedLoad {

    /** Further ones are not sent: as from clients that keep a bounded number of connections. */
    private static final int UNDER_WAY_MAX = 2_000;

    private static final Duration TICK = Duration.ofMillis(5);

    /** For what has no status, since no answer came. */
    static final int UNANSWERED = 0;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(
                    Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory()))
            .build();

    /**
     * @param byStatus how many were answered with each status
     * @param unsent because too many were under way
     * @param firstFailure of those without an answer; empty if all were answered
     * @param acceptedMs how long those took that were answered with 201, in ascending order
     */
    record Result(
            double seconds,
            int sent,
            int unsent,
            Map<Integer, Integer> byStatus,
            String firstFailure,
            double[] acceptedMs) {

        int of(int status) {
            return byStatus.getOrDefault(status, 0);
        }

        double percentile(double share) {
            return acceptedMs.length == 0
                    ? 0
                    : acceptedMs[Math.min(acceptedMs.length - 1, (int) (acceptedMs.length * share))];
        }
    }

    /** Returns when the last of them is answered. */
    Result send(double perSecond, double seconds, IntFunction<HttpRequest> requests) throws InterruptedException {
        Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
        Map<Integer, Integer> byStatus = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Double> accepted = new ConcurrentLinkedQueue<>();
        int unsent = 0;
        AtomicReference<String> firstFailure = new AtomicReference<>("");
        long from = System.nanoTime();
        int number = 0;
        for (double passed = 0; passed < seconds; passed = (System.nanoTime() - from) / 1e9) {
            for (int due = (int) (passed * perSecond); number < due; number++) {
                if (!underWay.tryAcquire()) {
                    unsent++;
                    continue;
                }
                long sent = System.nanoTime();
                client.sendAsync(requests.apply(number), BodyHandlers.discarding())
                        .whenComplete((answer, failure) -> {
                            int status = answer == null ? UNANSWERED : answer.statusCode();
                            byStatus.merge(status, 1, Integer::sum);
                            if (failure != null) {
                                firstFailure.compareAndSet("", String.valueOf(failure));
                            }
                            if (status == 201) {
                                accepted.add((System.nanoTime() - sent) / 1e6);
                            }
                            underWay.release();
                        });
            }
            Waiting.span(TICK);
        }
        double took = (System.nanoTime() - from) / 1e9;
        underWay.acquire(UNDER_WAY_MAX);
        double[] latencies = accepted.stream().mapToDouble(ms -> ms).sorted().toArray();
        return new Result(
                took,
                number - unsent,
                unsent,
                Map.copyOf(byStatus),
                Objects.requireNonNullElse(firstFailure.get(), ""),
                latencies);
    }
}
