package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** As many runs as go through, so many at a time; each is one request that is answered when the run has completed. */
record TimedWorkload(String name, String workflow, int steps) implements Workload {

    private static final int WARM_UP_CONCURRENCY_MIN = 16;

    @Override
    public String settings(BenchOptions options) {
        return "";
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return options.concurrencies;
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line) throws IOException {
        if (options.warmUpSeconds > 0) {
            load(rig, options.warmUpSeconds, Math.max(concurrency, WARM_UP_CONCURRENCY_MIN));
        }
        List<Measured> all = new ArrayList<>();
        for (int repeat = 0; repeat < options.repeats; repeat++) {
            all.add(Measured.of(rig, () -> load(rig, options.seconds, concurrency)));
        }
        double runsPerSecond = Figures.median(all, Measured::runsPerSecond);
        line.put("runs", all.stream().mapToInt(one -> one.load().count()).sum())
                .put("runsPerSecond", Figures.rounded(runsPerSecond))
                .put("stepsPerSecond", Figures.rounded(runsPerSecond * steps))
                .put(
                        "p50Ms",
                        Figures.rounded(Figures.median(all, one -> one.load().percentile(0.5))))
                .put(
                        "p99Ms",
                        Figures.rounded(Figures.median(all, one -> one.load().percentile(0.99))))
                .put("cpuMsPerStep", Figures.rounded(Figures.median(all, one -> one.perRun(one.serverCpuMs()) / steps)))
                .put(
                        "agentCpuMsPerStep",
                        Figures.rounded(Figures.median(all, one -> one.perRun(one.agentCpuMs()) / steps)))
                .put("loadCpuMsPerRun", Figures.rounded(Figures.median(all, one -> one.perRun(one.loadCpuMs()))))
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024)
                .put("errors", all.stream().mapToInt(one -> one.load().errors()).sum());
        ArrayNode each = line.putArray("runsPerSecondEach");
        all.forEach(one -> each.add(Figures.rounded(one.runsPerSecond())));
        all.stream()
                .map(one -> one.load().firstError())
                .filter(error -> error != null)
                .findFirst()
                .ifPresent(error -> line.put("firstError", error));
    }

    private Load.Result load(Rig rig, double seconds, int concurrency) {
        String batch = rig.nextBatch();
        return rig.load()
                .forSeconds(
                        seconds,
                        concurrency,
                        number -> rig.start(workflow, batch + number, true),
                        Measured::isCompleted);
    }
}
