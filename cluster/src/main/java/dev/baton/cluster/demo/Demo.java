package dev.baton.cluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.Api;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Waiting;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The story of the demo, scene by scene. */
final class Demo {

    private static final String WORKFLOW = "license-review";
    private static final String LEGAL = "person:demo-legal";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);
    /** Where the middle is: so many results for each run are recorded, and so many calls are under way. */
    private static final int RESULTS_PER_RUN = 3;

    private static final int UNDER_WAY_MIN = 3;

    private final PrintStream out;
    private final Path example;
    private final Workspace workspace;
    private final int delayMs;

    Demo(PrintStream out, Path example, Workspace workspace, int delayMs) {
        this.out = out;
        this.example = example;
        this.workspace = workspace;
        this.delayMs = delayMs;
    }

    /** @return whether everything ended well and nothing was lost */
    boolean play() throws IOException, InterruptedException {
        Specialists agents = Specialists.start(workspace, example, delayMs);
        say("agents", "%d processes; each call takes about %d ms".formatted(agents.count(), delayMs));
        ServerProcess server = ServerProcess.prepare(workspace, "", List.of());
        say("server", "ready after %s at %s, pid %d".formatted(start(server), server.url(), server.pid()));
        Api api = new Api(server.url(), LEGAL);
        api.postText("/v1/definitions:apply", Api.YAML_TYPE, agents.definitions(example));
        api.postText("/v1/definitions:apply", Api.YAML_TYPE, Files.readString(example.resolve("workflow.yaml")));
        Map<String, String> runs = startRuns(api);
        say("runs", "%d started at once: %s".formatted(runs.size(), String.join(", ", runs.keySet())));

        Progress middle = awaitTheMiddle(api, agents, runs);
        Instant killedAt = Instant.now();
        server.kill();
        say("kill -9", "of the server with %s".formatted(middle));
        say("server", "ready again after %s, pid %d".formatted(start(server), server.pid()));
        approveAll(api, runs);
        return report(api, agents, runs, killedAt);
    }

    private static String start(ServerProcess server) throws IOException, InterruptedException {
        long from = System.nanoTime();
        server.start();
        server.awaitReady();
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - from) / 1e9);
    }

    /** @return the runs' ids by the names of the licences */
    private Map<String, String> startRuns(Api api) throws IOException {
        Map<String, String> runs = new LinkedHashMap<>();
        try (Stream<Path> texts = Files.list(example.resolve("texts"))) {
            for (Path text : texts.sorted().toList()) {
                String name = text.getFileName().toString().replaceFirst("\\.txt$", "");
                ObjectNode start =
                        Api.JSON.createObjectNode().put("workflow", WORKFLOW).put("id", "demo-" + name);
                start.putObject("input").put("name", name).put("text", Files.readString(text));
                runs.put(name, api.post("/v1/runs", start).path("id").asText());
            }
        }
        return runs;
    }

    /** How far the runs are: {@code underWay} calls have reached an agent and their results are not recorded yet. */
    private record Progress(int calls, int results) {
        int underWay() {
            return calls - results;
        }

        @Override
        public String toString() {
            return calls + " agent calls made, " + results + " results recorded, " + underWay() + " calls under way";
        }
    }

    private Progress awaitTheMiddle(Api api, Specialists agents, Map<String, String> runs)
            throws IOException, InterruptedException {
        AtomicReference<Progress> seen = new AtomicReference<>(new Progress(0, 0));
        boolean reached = Waiting.until(LOOK_EVERY, PATIENCE, () -> {
            Progress progress = progress(api, agents, runs);
            seen.set(progress);
            return progress.results() >= RESULTS_PER_RUN * runs.size() && progress.underWay() >= UNDER_WAY_MIN;
        });
        if (!reached) {
            throw new IOException("the runs did not get to their middle: " + seen.get());
        }
        return Objects.requireNonNull(seen.get());
    }

    private static Progress progress(Api api, Specialists agents, Map<String, String> runs) throws IOException {
        int results = 0;
        for (String run : runs.values()) {
            for (JsonNode step : api.get("/v1/runs/" + Api.part(run)).path("steps")) {
                boolean byAgent = step.path("attempts").asInt() > 0;
                results += byAgent && !step.path("status").asText().equals("running") ? 1 : 0;
            }
        }
        return new Progress(agents.calls().size(), results);
    }

    /** A person signs every run off as soon as it asks for it. */
    private void approveAll(Api api, Map<String, String> runs) throws IOException, InterruptedException {
        AtomicInteger approved = new AtomicInteger();
        Set<String> open = new LinkedHashSet<>(runs.values());
        boolean all = Waiting.until(LOOK_EVERY, PATIENCE, () -> {
            open.removeIf(run -> isSettled(api, run, approved));
            return open.isEmpty();
        });
        if (!all) {
            throw new IOException("these runs did not ask for approval: " + String.join(", ", open));
        }
        say("approvals", "%d signed by %s".formatted(approved.get(), LEGAL));
    }

    /** Signs what the run asks to be signed. @return whether nothing more is to be expected of it */
    private static boolean isSettled(Api api, String run, AtomicInteger approved) {
        JsonNode now = api.get("/v1/runs/" + Api.part(run));
        ObjectNode comment = Api.JSON.createObjectNode().put("comment", "evidence read");
        for (JsonNode wait : now.path("waitsFor")) {
            if (wait.path("kind").asText().equals("approval")) {
                api.post("/v1/approvals/" + Api.part(wait.path("id").asText()) + ":approve", comment);
                approved.incrementAndGet();
                return true;
            }
        }
        return now.path("status").asText().equals("failed");
    }

    private boolean report(Api api, Specialists agents, Map<String, String> runs, Instant killedAt)
            throws IOException, InterruptedException {
        List<History> histories = new ArrayList<>();
        List<Specialists.Call> calls = agents.calls();
        boolean completed = true;
        for (Map.Entry<String, String> run : runs.entrySet()) {
            String path = "/v1/runs/" + Api.part(run.getValue());
            JsonNode ended = api.get(path + "?wait=30s", PATIENCE);
            JsonNode events = api.get(path + "/events?limit=1000").path("events");
            History history = History.of(events);
            histories.add(history);
            completed &= ended.path("status").asText().equals("completed");
            out.println();
            new LicenceReport(out, ended, history, calls, killedAt).print(run.getKey());
        }
        Tally tally = Tally.of(calls, histories);
        out.println();
        out.printf("agent calls  made: %d  repeated: %d  lost: %d%n", tally.made(), tally.repeated(), tally.lost());
        if (tally.repeated() > 0) {
            out.println("Repeated calls were under way at the kill; each has the idempotency key of its first call.");
        }
        if (tally.furtherAttempts() > 0) {
            out.println("Second attempts with keys of their own: " + tally.furtherAttempts());
        }
        if (tally.recordedTwice() > 0) {
            out.println("Results recorded twice: " + tally.recordedTwice());
        }
        out.println(
                completed && tally.good()
                        ? "All " + runs.size() + " runs completed; every result is recorded exactly once."
                        : "NOT GOOD: something was lost, recorded twice, or did not complete.");
        return completed && tally.good();
    }

    private void say(String who, String what) {
        out.printf("%-10s %s%n", who, what);
        out.flush();
    }
}
