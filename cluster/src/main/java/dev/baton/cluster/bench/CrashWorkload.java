package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** W4: the server is killed amid 200 chains of slow steps and started again; nothing may be lost. */
final class CrashWorkload implements Workload {

    private static final int RUNS = 200;
    private static final int SUBMITTED_AT_ONCE = 64;
    private static final double KILL_AFTER_SHARE = 0.3;
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration RESTART_AFTER = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private record Crash(
            long callsAtKill,
            double progressSeconds,
            double readySeconds,
            double doneSeconds,
            int lost,
            long repeated,
            long repeatedWithoutKey) {}

    @Override
    public String name() {
        return "W4";
    }

    @Override
    public String settings(BenchOptions options) {
        return "";
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return List.of(RUNS);
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line)
            throws IOException, InterruptedException {
        List<Crash> all = new ArrayList<>();
        for (int repeat = 0; repeat < options.repeats; repeat++) {
            all.add(crash(rig));
        }
        line.put("runs", RUNS)
                .put("crashes", all.size())
                .put("callsAtKill", (long) Figures.median(all, Crash::callsAtKill))
                .put("secondsUntilProgress", Figures.rounded(Figures.median(all, Crash::progressSeconds)))
                .put("secondsUntilReady", Figures.rounded(Figures.median(all, Crash::readySeconds)))
                .put("secondsUntilAllDone", Figures.rounded(Figures.median(all, Crash::doneSeconds)))
                .put("lost", all.stream().mapToInt(Crash::lost).sum())
                .put("repeated", (long) Figures.median(all, Crash::repeated))
                .put(
                        "callsWithoutKey",
                        all.stream().mapToLong(Crash::repeatedWithoutKey).sum())
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024);
    }

    private static Crash crash(Rig rig) throws IOException, InterruptedException {
        rig.agentApi().post("/reset", noBody());
        String batch = rig.nextBatch();
        Load.Result submitted = rig.load()
                .ofCount(
                        RUNS,
                        SUBMITTED_AT_ONCE,
                        number -> rig.start(Workflows.CHAIN_HTTP_SLOW, batch + number, false),
                        answer -> answer.statusCode() == 201);
        if (submitted.errors() > 0) {
            throw new IOException("runs were not accepted: " + submitted.firstError());
        }
        long killAfter = Math.round(RUNS * Workflows.CHAIN_STEPS * KILL_AFTER_SHARE);
        boolean busy = Waiting.until(
                LOOK_EVERY, PATIENCE, () -> stats(rig).path("calls").asLong() >= killAfter);
        if (!busy) {
            throw new IOException("the agent was not called " + killAfter + " times");
        }
        rig.server().kill();
        long callsAtKill = stats(rig).path("calls").asLong();
        Waiting.span(RESTART_AFTER);
        rig.agentApi().post("/mark", noBody());
        long restartedMs = System.currentTimeMillis();
        rig.server().start();
        rig.server().awaitReady();
        double ready = (System.currentTimeMillis() - restartedMs) / 1000.0;
        int done = awaitAll(rig, batch);
        double finished = (System.currentTimeMillis() - restartedMs) / 1000.0;
        JsonNode after = stats(rig);
        return new Crash(
                callsAtKill,
                (after.path("firstAfterMarkMs").asLong() - restartedMs) / 1000.0,
                ready,
                finished,
                RUNS - done,
                after.path("repeated").asLong(),
                after.path("withoutKey").asLong());
    }

    /** How many completed once none is open any more, or the patience is over. */
    private static int awaitAll(Rig rig, String batch) throws IOException, InterruptedException {
        Waiting.until(LOOK_EVERY, PATIENCE, () -> noneIsOpen(rig));
        return rig.completed(Workflows.CHAIN_HTTP_SLOW, batch);
    }

    private static boolean noneIsOpen(Rig rig) {
        try {
            return !rig.someAreOpen(Workflows.CHAIN_HTTP_SLOW);
        } catch (CliFailure notYet) {
            return false; // the server is still busy with coming back
        }
    }

    private static JsonNode stats(Rig rig) {
        return rig.agentApi().get("/stats");
    }

    private static ObjectNode noBody() {
        return dev.baton.cluster.cli.Api.JSON.createObjectNode();
    }
}
