package dev.baton.cluster.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sends requests, so many at a time, without a thread for each. */
final class Load {

    /** After so many failures a measurement is worthless. */
    private static final int ERRORS_MAX = 100;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(
                    Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory()))
            .build();

    /**
     * @param latenciesMs of the answers that were accepted, in ascending order
     * @param errors requests that failed or whose answer was not accepted
     * @param firstError null if there was none
     */
    record Result(
            double seconds,
            double[] latenciesMs,
            int errors,
            @Nullable String firstError) {

        int count() {
            return latenciesMs.length;
        }

        double percentile(double share) {
            return latenciesMs.length == 0
                    ? 0
                    : latenciesMs[Math.min(latenciesMs.length - 1, (int) (latenciesMs.length * share))];
        }
    }

    /** Until {@code seconds} are over. */
    Result forSeconds(
            double seconds,
            int concurrency,
            IntFunction<HttpRequest> requests,
            Predicate<HttpResponse<String>> accepted) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return new Round(requests, accepted, Integer.MAX_VALUE, () -> end).play(concurrency);
    }

    /** Exactly {@code count} requests. */
    Result ofCount(
            int count, int concurrency, IntFunction<HttpRequest> requests, Predicate<HttpResponse<String>> accepted) {
        return new Round(requests, accepted, count, () -> Long.MAX_VALUE).play(concurrency);
    }

    private final class Round {
        private final IntFunction<HttpRequest> requests;
        private final Predicate<HttpResponse<String>> accepted;
        private final int countMax;
        private final LongSupplier endNanos;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger errors = new AtomicInteger();
        private final ConcurrentLinkedQueue<Long> latenciesNanos = new ConcurrentLinkedQueue<>();
        private volatile @Nullable String firstError;

        Round(
                IntFunction<HttpRequest> requests,
                Predicate<HttpResponse<String>> accepted,
                int countMax,
                LongSupplier endNanos) {
            this.requests = requests;
            this.accepted = accepted;
            this.countMax = countMax;
            this.endNanos = endNanos;
        }

        Result play(int concurrency) {
            long from = System.nanoTime();
            CompletableFuture<?>[] lanes = new CompletableFuture<?>[concurrency];
            Arrays.setAll(lanes, lane -> {
                CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
                sendNext(done);
                return done;
            });
            CompletableFuture.allOf(lanes).join();
            double seconds = (System.nanoTime() - from) / 1e9;
            double[] latenciesMs = latenciesNanos.stream()
                    .mapToDouble(nanos -> nanos / 1e6)
                    .sorted()
                    .toArray();
            return new Result(seconds, latenciesMs, errors.get(), firstError);
        }

        private void sendNext(CompletableFuture<@Nullable Void> lane) {
            int number = next.getAndIncrement();
            long sent = System.nanoTime();
            if (number >= countMax || sent >= endNanos.getAsLong() || errors.get() > ERRORS_MAX) {
                lane.complete(null);
                return;
            }
            client.sendAsync(requests.apply(number), BodyHandlers.ofString()).whenComplete((answer, failure) -> {
                if (answer != null && accepted.test(answer)) {
                    latenciesNanos.add(System.nanoTime() - sent);
                } else {
                    errors.incrementAndGet();
                    if (firstError == null) {
                        firstError =
                                answer == null ? Objects.toString(failure) : answer.statusCode() + " " + answer.body();
                    }
                }
                sendNext(lane);
            });
        }
    }
}
