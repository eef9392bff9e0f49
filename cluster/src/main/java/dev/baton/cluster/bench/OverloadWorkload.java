package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * W6: far more starts than a server can carry. How much of its best it still does meanwhile, how long an accepted start
 * takes, and whether all that was accepted ends. A run has many steps, so that the load, on the same processors, can ask for
 * many times what goes through.
 */
final class OverloadWorkload implements Workload {

    private static final int BEST_AT = 64;
    private static final double TIMES_CAPACITY = 5;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "W6";
    }

    @Override
    public String settings(BenchOptions options) {
        return "baton.admission.delay-max = 1s\n";
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return List.of(BEST_AT);
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line)
            throws IOException, InterruptedException {
        best(rig, options.warmUpSeconds, concurrency);
        Load.Result before = best(rig, options.seconds, concurrency);
        double rate = TIMES_CAPACITY * perSecond(before);
        String batch = rig.nextBatch();
        double seconds = options.seconds * (1 + options.repeats);
        // The first accepted runs take a while until they end: goodput is what ends after that.
        CompletableFuture<Progress> from = after(options.seconds, rig);
        CompletableFuture<Progress> to = after(seconds, rig);
        long begin = System.nanoTime();
        PacedLoad.Result load = new PacedLoad()
                .send(rate, seconds, number -> rig.start(Workflows.LONG_CHAIN_HTTP, batch + number, false));
        long end = System.nanoTime();
        Waiting.until(LOOK_EVERY, PATIENCE, () -> !rig.someAreOpen(Workflows.LONG_CHAIN_HTTP));
        long done = System.nanoTime();
        Load.Result afterwards = best(rig, options.seconds, concurrency);
        // The better of the two: a JVM that has compiled more meanwhile must not make the overload look good.
        double best = Math.max(perSecond(before), perSecond(afterwards));
        double during = to.join().since(from.join());
        int accepted = load.of(201);
        int refused = load.of(429);
        line.put("runsPerSecondBefore", Figures.rounded(perSecond(before)))
                .put("runsPerSecondAfter", Figures.rounded(perSecond(afterwards)))
                .put("runsPerSecondBest", Figures.rounded(best))
                .put("startsPerSecond", Figures.rounded(load.sent() / load.seconds()))
                .put("timesBest", Figures.rounded(load.sent() / load.seconds() / best))
                .put("runsPerSecond", Figures.rounded(during))
                .put("goodputRatio", Figures.rounded(during / best))
                .put("throughputRatio", Figures.rounded(accepted / secondsBetween(begin, done) / best))
                .put("accepted", accepted)
                .put("turnedAway", refused)
                .put("unsent", load.unsent())
                .put("p50MsOfStarts", Figures.rounded(load.percentile(0.5)))
                .put("p99MsOfStarts", Figures.rounded(load.percentile(0.99)))
                .put("p50MsOfRunsAtBest", Figures.rounded(before.percentile(0.5)))
                .put("secondsUntilAllDone", Figures.rounded(secondsBetween(end, done)))
                .put("lost", accepted - rig.completed(Workflows.LONG_CHAIN_HTTP, batch))
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024)
                .put("errors", before.errors() + afterwards.errors() + load.sent() - accepted - refused);
        load.byStatus().forEach((status, count) -> line.withObject("/answers").put(Integer.toString(status), count));
        if (!load.firstFailure().isEmpty()) {
            line.put("firstError", load.firstFailure());
        }
    }

    /** @param completed runs, ever */
    private record Progress(long nanos, long completed) {

        /** Runs a second. */
        double since(Progress earlier) {
            return (completed - earlier.completed) / secondsBetween(earlier.nanos, nanos);
        }
    }

    private static CompletableFuture<Progress> after(double seconds, Rig rig) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        long completed = rig.completed();
                        return new Progress(System.nanoTime(), completed);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                },
                CompletableFuture.delayedExecutor((long) (seconds * 1e3), TimeUnit.MILLISECONDS));
    }

    private static double secondsBetween(long fromNanos, long toNanos) {
        return (toNanos - fromNanos) / 1e9;
    }

    private static double perSecond(Load.Result load) {
        return load.count() / load.seconds();
    }

    private static Load.Result best(Rig rig, double seconds, int concurrency) {
        String batch = rig.nextBatch();
        return rig.load()
                .forSeconds(
                        seconds,
                        concurrency,
                        number -> rig.start(Workflows.LONG_CHAIN_HTTP, batch + number, true),
                        Measured::isCompleted);
    }
}
