package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * W6: far more starts than a server can carry. How much of its best it still does meanwhile, how long an accepted start
 * takes, and whether all that was accepted ends.
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
        Load.Result best = best(rig, options.seconds, concurrency);
        double capacity = best.count() / best.seconds();
        String batch = rig.nextBatch();
        long before = rig.completed();
        long from = System.nanoTime();
        PacedLoad.Result load = new PacedLoad()
                .send(
                        capacity * TIMES_CAPACITY,
                        options.seconds * options.repeats,
                        number -> rig.start(Workflows.CHAIN_HTTP, batch + number, false));
        // What was under way when the last start was sent is counted, and so is the time until then.
        double during = (rig.completed() - before) / ((System.nanoTime() - from) / 1e9);
        long end = System.nanoTime();
        Waiting.until(LOOK_EVERY, PATIENCE, () -> !rig.someAreOpen(Workflows.CHAIN_HTTP));
        double calm = (System.nanoTime() - end) / 1e9;
        int accepted = load.of(201);
        int refused = load.of(429);
        line.put("runsPerSecondBest", Figures.rounded(capacity))
                .put("startsPerSecond", Figures.rounded(load.sent() / load.seconds()))
                .put("runsPerSecond", Figures.rounded(during))
                .put("goodputRatio", Figures.rounded(during / capacity))
                .put("accepted", accepted)
                .put("turnedAway", refused)
                .put("unsent", load.unsent())
                .put("p50MsOfStarts", Figures.rounded(load.percentile(0.5)))
                .put("p99MsOfStarts", Figures.rounded(load.percentile(0.99)))
                .put("p50MsOfRunsAtBest", Figures.rounded(best.percentile(0.5)))
                .put("secondsUntilAllDone", Figures.rounded(calm))
                .put("lost", accepted - rig.completed(Workflows.CHAIN_HTTP, batch))
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024)
                .put("errors", best.errors() + load.sent() - accepted - refused);
        load.byStatus().forEach((status, count) -> line.withObject("/answers").put(Integer.toString(status), count));
        if (!load.firstFailure().isEmpty()) {
            line.put("firstError", load.firstFailure());
        }
    }

    private static Load.Result best(Rig rig, double seconds, int concurrency) {
        String batch = rig.nextBatch();
        return rig.load()
                .forSeconds(
                        seconds,
                        concurrency,
                        number -> rig.start(Workflows.CHAIN_HTTP, batch + number, true),
                        Measured::isCompleted);
    }
}
