package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import dev.baton.cluster.rules.StartedNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules on a real node, with a real store and a real clock. */
class SchedulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static String workflow(String name, String step) {
        return """
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: %s}
                spec: {do: [%s]}
                """.formatted(name, step);
    }

    private static String schedule(String name, String spec) {
        return """
                ---
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: %s, labels: {team: ops}}
                spec: %s
                """.formatted(name, spec);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static JsonNode json(StartedNode node, String path) throws IOException, InterruptedException {
        return JSON.readTree(node.get(path).body());
    }

    private static void apply(StartedNode node, String text) throws IOException, InterruptedException {
        var answer = node.send("POST", "/v1/definitions:apply", "application/yaml", text);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void runsStartByTimeWithTheirInputAndLabels() throws Exception {
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            apply(
                    node,
                    workflow("echo", "{id: echo, set: \"${ input }\"}")
                            + schedule(
                                    "fast",
                                    "{workflow: echo, every: PT1S, input: {at: \"${ schedule.scheduledAt }\"}}"));

            await(() -> json(node, "/v1/schedules/fast").at("/counts/started").asInt() >= 3);

            JsonNode last = json(node, "/v1/schedules/fast").at("/recent/0");
            JsonNode run = json(node, "/v1/runs/" + last.path("run").asText() + "?wait=30s");
            assertThat(run.at("/output/at").asText())
                    .isEqualTo(last.path("scheduledAt").asText());
            assertThat(run.at("/labels/baton~1schedule").asText()).isEqualTo("fast");
            assertThat(run.at("/labels/team").asText()).isEqualTo("ops");
            assertThat(run.at("/startedBy/id").asText()).isEqualTo("schedule/fast");
            assertThat(run.at("/startedBy/act/id").asText()).isEqualTo("anonymous");
            assertThat(metric(node, "baton_schedules_fired_total{cause=\"time\"}"))
                    .isGreaterThanOrEqualTo(3);
            assertThat(metric(node, "baton_schedules_started_total")).isGreaterThanOrEqualTo(3);
            assertThat(metric(node, "baton_schedules_lag_seconds_count")).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aStartWaitsForTheEndOfTheRunBeforeOrCancelsIt() throws Exception {
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            apply(
                    node,
                    workflow("long", "{id: wait, wait: {signal: go, timeout: PT1H}}")
                            + schedule("skipping", "{workflow: long, every: PT1S}")
                            + schedule("waiting", "{workflow: long, every: PT1S, overlap: bufferOne}")
                            + schedule("cancelling", "{workflow: long, every: PT1S, overlap: cancelOther}"));

            await(() ->
                    json(node, "/v1/schedules/skipping").at("/counts/skipped").asInt() >= 2);
            assertThat(metric(node, "baton_schedules_skipped_total")).isGreaterThanOrEqualTo(2);
            assertThat(json(node, "/v1/schedules/skipping")
                            .at("/counts/started")
                            .asInt())
                    .isOne();

            await(() -> json(node, "/v1/schedules/waiting").has("waitingAt"));
            String first = started(node, "waiting").getFirst();
            node.send("POST", "/v1/runs/" + first + "/signals/go", "application/json", "{}");
            await(() -> started(node, "waiting").size() >= 2);

            await(() -> started(node, "cancelling").size() >= 3);
            await(() -> json(node, "/v1/runs/" + started(node, "cancelling").getFirst())
                    .path("status")
                    .asText()
                    .equals("cancelled"));
        }
    }

    private static double metric(StartedNode node, String name) throws IOException, InterruptedException {
        return node.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    /** Oldest first. */
    private static List<String> started(StartedNode node, String schedule) throws IOException, InterruptedException {
        List<String> runs = new ArrayList<>();
        for (JsonNode ran : json(node, "/v1/schedules/" + schedule).path("recent")) {
            if (ran.has("run")) {
                runs.addFirst(ran.path("run").asText());
            }
        }
        return runs;
    }

    @Test
    void aTriggerAndABackfillStartRunsAndAWorkflowThatIsNotThereIsAFailure() throws Exception {
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            apply(
                    node,
                    workflow("echo", "{id: echo, set: \"${ input }\"}")
                            + schedule("daily", "{workflow: echo, cron: \"0 2 * * *\", timeZone: Europe/Berlin}")
                            + schedule("broken", "{workflow: nowhere, cron: \"0 2 * * *\"}"));
            var triggered =
                    node.send("POST", "/v1/schedules/daily:trigger", "application/json", "{\"input\":{\"n\":7}}");
            String run = JSON.readTree(triggered.body()).path("run").asText();
            node.send("POST", "/v1/schedules/broken:trigger", "application/json", "{}");
            node.send(
                    "POST",
                    "/v1/schedules/daily:backfill",
                    "application/json",
                    "{\"from\":\"2026-03-28T00:00:00Z\",\"to\":\"2026-06-30T00:00:00Z\"}");

            await(() -> json(node, "/v1/schedules/daily").at("/counts/started").asInt() == 96);
            assertThat(json(node, "/v1/runs/" + run + "?wait=30s")
                            .at("/output/n")
                            .asInt())
                    .isEqualTo(7);
            assertThat(json(node, "/v1/runs?label=baton/schedule:daily&limit=200")
                            .path("runs"))
                    .hasSize(96);
            await(() -> json(node, "/v1/schedules/broken").at("/counts/failed").asInt() == 1);
            assertThat(json(node, "/v1/schedules/broken")
                            .at("/recent/0/problem")
                            .asText())
                    .startsWith("workflow-not-found");
        }
    }

    @Test
    void ofTwoNodesEachServesEveryScheduleAndEveryTimeIsOneRun() throws Exception {
        try (Nodes nodes = new Nodes()) {
            Node one = nodes.start();
            Node two = nodes.start();
            String definitions = workflow("echo", "{id: echo, set: \"${ input }\"}")
                    + schedule("fast", "{workflow: echo, every: PT1S, overlap: allowAll}")
                    + schedule("other", "{workflow: echo, every: PT1S, overlap: allowAll}");
            assertThat(nodes.send(one, "POST", "/v1/definitions:apply", "application/yaml", definitions)
                            .path("items"))
                    .hasSize(3);
            for (String name : List.of("fast", "other")) {
                Nodes.until(
                        name + " fires",
                        () -> nodes.get(two, "/v1/schedules/" + name)
                                        .at("/counts/started")
                                        .asInt()
                                >= 4);
                assertThat(nodes.post(two, "/v1/schedules/" + name + ":pause", "{}")
                                .path("status")
                                .asText())
                        .isEqualTo("paused");
                Nodes.until(
                        name + " rests",
                        () -> nodes.get(one, "/v1/schedules/" + name)
                                        .path("starting")
                                        .asInt()
                                == 0);
                int started = nodes.get(one, "/v1/schedules/" + name)
                        .at("/counts/started")
                        .asInt();
                assertThat(nodes.get(two, "/v1/runs?label=baton/schedule:" + name + "&limit=200")
                                .path("runs"))
                        .hasSize(started);
            }
        }
    }

    /** kill -9 at any moment: of every second there is one run, and no second. */
    @Test
    void noTimeIsLostAndNoneIsStartedTwiceWhenTheServerIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random dice = new Random(seed);
        try (Workspace workspace = Workspace.create("schedules", false);
                ServerProcess server = ServerProcess.prepare(
                        workspace, "", List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))) {
            server.start();
            server.awaitReady();
            send(
                    server,
                    "POST",
                    "/v1/definitions:apply",
                    workflow("echo", "{id: echo, set: \"${ input }\"}")
                            + schedule("fast", "{workflow: echo, every: PT1S, overlap: allowAll}"));
            for (int kill = 0; kill < 2; kill++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(1_500 + dice.nextInt(1_500)).toNanos());
                server.kill();
                server.start();
                server.awaitReady();
            }
            await(() -> send(server, "GET", "/v1/schedules/fast", "")
                            .at("/counts/started")
                            .asInt()
                    >= 8);
            send(server, "POST", "/v1/schedules/fast:pause", "{}");
            await(() -> send(server, "GET", "/v1/schedules/fast", "")
                            .path("starting")
                            .asInt()
                    == 0);

            int started = send(server, "GET", "/v1/schedules/fast", "")
                    .at("/counts/started")
                    .asInt();
            List<Instant> times = new ArrayList<>();
            for (JsonNode run : send(server, "GET", "/v1/runs?label=baton/schedule:fast&limit=200", "")
                    .path("runs")) {
                times.add(Instant.parse(run.at("/labels/baton~1scheduled-at").asText()));
            }
            times.sort(null);
            assertThat(times).as("seed %s", seed).doesNotHaveDuplicates().hasSize(started);
            assertThat(Duration.between(times.getFirst(), times.getLast()).toSeconds())
                    .isEqualTo(started - 1L);
        }
    }

    private static JsonNode send(ServerProcess server, String method, String path, String body)
            throws IOException, InterruptedException {
        String type = body.startsWith("{") ? "application/json" : "application/yaml";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(server.url().resolve(path))
                    .header("Content-Type", type)
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return JSON.readTree(answer.body());
        }
    }
}
