package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.Api;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * W7: many models speak at the same time, and somebody listens to each live. What the server needs for it, and whether
 * every word comes through.
 */
final class StreamsWorkload implements Workload {

    private static final int AT_ONCE = 64;
    private static final int WARM_UP_RUNS = 50;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "W7";
    }

    @Override
    public String settings(BenchOptions options) {
        return "baton.http.streams-max = " + Math.max(options.streams, WARM_UP_RUNS) + "\n";
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return List.of(options.streams);
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int streams, ObjectNode line)
            throws IOException, InterruptedException {
        LiveStreams warmUp = begin(rig, WARM_UP_RUNS);
        awaitOpen(warmUp, WARM_UP_RUNS);
        tellModels(rig, "/speak");
        await(warmUp, WARM_UP_RUNS);
        tellModels(rig, "/hush");
        ServerMemory before = ServerMemory.of(rig);
        line.put("rssMbBefore", before.rssKb() / 1024);

        long from = System.nanoTime();
        LiveStreams followed = begin(rig, streams);
        awaitOpen(followed, streams);
        line.put("secondsToOpen", Figures.rounded((System.nanoTime() - from) / 1e9));
        tellModels(rig, "/speak");
        long wordsAll = (long) streams * BenchModel.WORDS * BenchModel.WORD.length();
        Waiting.until(LOOK_EVERY, PATIENCE, () -> followed.wordChars() >= wordsAll / 4);
        double cpuFrom = ProcessUsage.cpuMs(rig.serverProcesses());
        long charsFrom = followed.wordChars();
        long busyFrom = System.nanoTime();
        Waiting.until(LOOK_EVERY, PATIENCE, () -> followed.wordChars() >= wordsAll / 2);
        double seconds = (System.nanoTime() - busyFrom) / 1e9;
        line.put("streams", followed.opened() - followed.completed())
                .put(
                        "wordsPerSecond",
                        Figures.rounded((followed.wordChars() - charsFrom) / seconds / BenchModel.WORD.length()))
                .put(
                        "cpuCores",
                        Figures.rounded((ProcessUsage.cpuMs(rig.serverProcesses()) - cpuFrom) / (seconds * 1000)))
                .put("rssMb", ProcessUsage.rssKb(rig.serverProcesses()) / 1024);
        ServerMemory during = ServerMemory.of(rig);
        line.put("heapMb", during.heapKb() / 1024)
                .put("heapMbBefore", before.heapKb() / 1024)
                .put("heapKbPerStream", during.heapKbMoreThan(before, streams));
        await(followed, streams);
        line.put("lostWords", (wordsAll - followed.wordChars()) / BenchModel.WORD.length())
                .put("lost", streams - followed.completed())
                .put("errors", followed.broken())
                .put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024);
    }

    private static LiveStreams begin(Rig rig, int runs) throws IOException {
        String batch = rig.nextBatch();
        Load.Result started = rig.load()
                .ofCount(
                        runs,
                        AT_ONCE,
                        number -> rig.start(Workflows.SPEECH, batch + number, false),
                        answer -> answer.statusCode() == 201);
        if (started.errors() > 0) {
            throw new IOException("runs were not accepted: " + started.firstError());
        }
        LiveStreams streams = new LiveStreams();
        for (int run = 0; run < runs; run++) {
            streams.follow(URI.create(rig.server().url() + "/v1/runs/" + batch + run + "/events"));
        }
        return streams;
    }

    private static void tellModels(Rig rig, String what) {
        rig.agentApi().post(what, Api.JSON.createObjectNode());
    }

    private static void awaitOpen(LiveStreams streams, int runs) throws IOException, InterruptedException {
        if (!Waiting.until(LOOK_EVERY, PATIENCE, () -> streams.opened() + streams.broken() >= runs)) {
            throw new IOException(streams.opened() + " of " + runs + " streams were accepted");
        }
    }

    private static void await(LiveStreams streams, int runs) throws IOException, InterruptedException {
        Waiting.until(LOOK_EVERY, PATIENCE, () -> streams.completed() + streams.broken() >= runs);
    }
}
