package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.Api;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * W3: many runs wait. What each costs while it is in memory and once it is parked, and how many can be woken in a second,
 * by a signal and by the clock.
 */
final class WaitingWorkload implements Workload {

    private static final int AT_ONCE = 64;
    private static final int WARM_UP_RUNS = 2000;
    /** All runs must have started before the first parks, else they are never in memory together. */
    private static final int PARK_AFTER_SECONDS_MIN = 5;

    private static final int STARTS_PER_SECOND_MIN = 400;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int IDLE_SECONDS = 5;

    @Override
    public String name() {
        return "W3";
    }

    @Override
    public String settings(BenchOptions options) {
        return "baton.engine.park-after-waiting = " + parkAfterSeconds(options.waiting) + "s\n";
    }

    private static int parkAfterSeconds(int runs) {
        return PARK_AFTER_SECONDS_MIN + runs / STARTS_PER_SECOND_MIN;
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return List.of(AT_ONCE);
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line)
            throws IOException, InterruptedException {
        int runs = options.waiting;
        String warmUp = start(rig, WARM_UP_RUNS, Workflows.WAIT_SIGNAL, Instant.EPOCH);
        signalAll(rig, WARM_UP_RUNS, warmUp);
        awaitEnd(rig, Workflows.WAIT_SIGNAL);
        awaitParked(rig);
        ServerMemory before = ServerMemory.of(rig);

        long from = System.nanoTime();
        String batch = start(rig, runs, Workflows.WAIT_SIGNAL, Instant.EPOCH);
        line.put("runs", runs).put("startsPerSecond", perSecond(runs, from));
        long inMemory = rig.runsInMemory();
        ServerMemory live = ServerMemory.of(rig);
        line.put("liveRuns", inMemory)
                .put("heapKbPerLiveRun", live.heapKbMoreThan(before, runs))
                .put("rssKbPerLiveRun", live.rssKbMoreThan(before, runs));
        awaitParked(rig);
        ServerMemory parked = ServerMemory.of(rig);
        line.put("heapKbPerParkedRun", parked.heapKbMoreThan(before, runs))
                .put("rssKbPerParkedRun", parked.rssKbMoreThan(before, runs))
                .put("idleCpuCores", idleCores(rig));

        from = System.nanoTime();
        int errors = signalAll(rig, runs, batch);
        line.put("signalsPerSecond", perSecond(runs, from));
        awaitEnd(rig, Workflows.WAIT_SIGNAL);
        line.put("wakeUpsPerSecondBySignal", perSecond(runs, from));
        int completed = rig.completed(Workflows.WAIT_SIGNAL, batch);
        completed += byTheClock(rig, runs, line);
        line.put("lost", 2 * runs - completed)
                .put("errors", errors)
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024);
    }

    /** All runs are due at the same moment, long after they were parked. */
    private static int byTheClock(Rig rig, int runs, ObjectNode line) throws IOException, InterruptedException {
        double startsPerSecond = line.path("startsPerSecond").asDouble();
        Instant due =
                Instant.now().plusSeconds((long) (2 * runs / startsPerSecond) + parkAfterSeconds(runs) + IDLE_SECONDS);
        String batch = start(rig, runs, Workflows.WAIT_TIME, due);
        Duration rest = Duration.between(Instant.now(), due);
        if (rest.isNegative()) {
            throw new IOException("the runs took longer to start than to become due");
        }
        Waiting.span(rest);
        long from = System.nanoTime();
        awaitEnd(rig, Workflows.WAIT_TIME);
        line.put("wakeUpsPerSecondByClock", perSecond(runs, from));
        return rig.completed(Workflows.WAIT_TIME, batch);
    }

    private static double idleCores(Rig rig) throws InterruptedException {
        double from = ProcessUsage.cpuMs(rig.serverProcesses());
        Waiting.span(Duration.ofSeconds(IDLE_SECONDS));
        return Figures.rounded((ProcessUsage.cpuMs(rig.serverProcesses()) - from) / (IDLE_SECONDS * 1000));
    }

    private static String start(Rig rig, int runs, String workflow, Instant due) throws IOException {
        String batch = rig.nextBatch();
        ObjectNode input = Api.JSON.createObjectNode().put("dueAt", due.toString());
        Load.Result started = rig.load()
                .ofCount(
                        runs,
                        AT_ONCE,
                        number -> rig.start(workflow, batch + number, false, input),
                        answer -> answer.statusCode() == 201);
        if (started.errors() > 0) {
            throw new IOException("runs were not accepted: " + started.firstError());
        }
        return batch;
    }

    private static int signalAll(Rig rig, int runs, String batch) {
        return rig.load()
                .ofCount(runs, AT_ONCE, number -> signal(rig, batch + number), answer -> answer.statusCode() / 100 == 2)
                .errors();
    }

    private static HttpRequest signal(Rig rig, String run) {
        return rig.post("/v1/runs/" + run + "/signals/" + Workflows.SIGNAL, "{\"payload\":{\"by\":\"human\"}}");
    }

    private static void awaitEnd(Rig rig, String workflow) throws IOException, InterruptedException {
        if (!Waiting.until(LOOK_EVERY, PATIENCE, () -> !rig.someAreOpen(workflow))) {
            throw new IOException("runs of " + workflow + " still wait");
        }
    }

    /** Until no run is in memory any more. */
    private static void awaitParked(Rig rig) throws IOException, InterruptedException {
        if (!Waiting.until(LOOK_EVERY, PATIENCE, () -> rig.runsInMemory() == 0)) {
            throw new IOException(rig.runsInMemory() + " runs stay in memory");
        }
    }

    private static double perSecond(int count, long fromNanos) {
        return Figures.rounded(count / ((System.nanoTime() - fromNanos) / 1e9));
    }
}
