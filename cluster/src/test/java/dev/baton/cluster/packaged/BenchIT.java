package dev.baton.cluster.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.crash.RealPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks at their smallest: what they print is whole, and nothing is lost. Their figures say nothing here. */
@EnabledOnOs(OS.LINUX)
final class BenchIT {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int WAITING = 100;
    private static final List<String> SMALL =
            List.of("--seconds", "0.5", "--repeat", "1", "--warm-up", "0.5", "--waiting", "" + WAITING);
    private static final List<String> LONG_ENOUGH_FOR_LONG_RUNS =
            List.of("--workload", "W6", "--warm-up", "10", "--seconds", "8", "--repeat", "1");
    private static final List<String> OF_EACH = List.of("store", "concurrency", "java", "processors", "peakRssMb");
    private static final List<String> OF_TIMED =
            List.of("runs", "runsPerSecond", "stepsPerSecond", "p50Ms", "p99Ms", "cpuMsPerStep");

    @TempDir
    private Path folder;

    @Test
    @Tag("slow")
    void everyWorkloadHasItsLineOnTheEmbeddedStore() throws IOException, InterruptedException {
        Map<String, JsonNode> lines =
                bench("sqlite", List.of("--concurrency", "2", "--workload", "W1a,W1b,W2a,W2b,W3,W4"));

        assertThat(lines.keySet())
                .containsExactly("W1a at 2", "W1b at 2", "W2a at 2", "W2b at 2", "W3 at 64", "W4 at 200");
        lines.forEach((name, line) -> {
            if (name.startsWith("W1") || name.startsWith("W2")) {
                checkTimed(line);
            }
        });
        checkWaiting(line(lines, "W3 at 64"));
        checkCrash(line(lines, "W4 at 200"));
    }

    /** Each pattern is warmed up by itself, which takes its time. */
    @Test
    @Tag("slow")
    void thePatternsAreComparedWithTheChain() throws IOException, InterruptedException {
        checkPatterns(line(bench("sqlite", List.of("--workload", "W5")), "W5 at 16"));
    }

    @Test
    @Tag("slow")
    void anOverloadedServerLosesNothingThatItAccepted() throws IOException, InterruptedException {
        JsonNode line = line(benchAsAsked("sqlite", LONG_ENOUGH_FOR_LONG_RUNS), "W6 at 64");

        assertThat(line.path("accepted").asInt()).isPositive();
        assertThat(line.path("goodputRatio").asDouble()).isPositive();
        assertThat(line.path("lost").asInt(-1)).as("lost").isZero();
        assertThat(line.path("errors").asInt(-1)).as("errors").isZero();
    }

    @Test
    @Tag("slow")
    void everyWordOfManyModelsComesThroughAndAConversationIsWeighed() throws IOException, InterruptedException {
        Map<String, JsonNode> lines = bench("sqlite", List.of("--workload", "W7,W8", "--streams", "20"));
        JsonNode streams = line(lines, "W7 at 20");
        JsonNode conversation = line(lines, "W8 at 1");

        assertThat(streams.path("streams").asInt()).isEqualTo(20);
        assertThat(streams.path("lostWords").asInt(-1)).isZero();
        assertThat(streams.path("heapKbPerStream").isNumber()).isTrue();
        assertThat(conversation.path("lost").asInt(-1)).isZero();
        assertThat(conversation.path("journalKb").asDouble()).isBetween(500.0, 2048.0);
        assertThat(conversation.path("contentsKbByReference").asDouble()).isPositive();
    }

    @Test
    void aChainAndACrashHaveTheirLinesOnPostgresql() throws IOException, InterruptedException {
        try (RealPostgres postgres = RealPostgres.start()) {
            Map<String, JsonNode> lines = bench(
                    "postgresql",
                    List.of(
                            "--concurrency",
                            "4",
                            "--workload",
                            "W1b,W4",
                            "--postgres-url",
                            postgres.url() + "?user=postgres",
                            "--postgres-pid",
                            Long.toString(postgres.pid())));

            assertThat(lines.keySet()).containsExactly("W1b at 4", "W4 at 200");
            checkTimed(line(lines, "W1b at 4"));
            checkCrash(line(lines, "W4 at 200"));
        }
    }

    private Map<String, JsonNode> bench(String store, List<String> more) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(more);
        return benchAsAsked(store, options);
    }

    private Map<String, JsonNode> benchAsAsked(String store, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("bench", "--store", store));
        arguments.addAll(options);
        PackagedBaton.Outcome outcome = PackagedBaton.run(folder, PATIENCE, arguments);
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        for (String printed : outcome.out().lines().toList()) {
            JsonNode line = new ObjectMapper().readTree(printed);
            OF_EACH.forEach(field -> assertThat(line.has(field)).as(field).isTrue());
            assertThat(line.path("store").asText()).isEqualTo(store);
            assertThat(line.path("peakRssMb").asLong()).isPositive();
            lines.put(line.path("workload").asText() + " at " + line.path("concurrency"), line);
        }
        return lines;
    }

    private static JsonNode line(Map<String, JsonNode> lines, String name) {
        return Objects.requireNonNull(lines.get(name), name);
    }

    private static void checkTimed(JsonNode line) {
        OF_TIMED.forEach(
                field -> assertThat(line.path(field).asDouble()).as(field).isPositive());
        assertThat(line.path("errors").asInt(-1)).as("errors").isZero();
        assertThat(line.path("p99Ms").asDouble())
                .isGreaterThanOrEqualTo(line.path("p50Ms").asDouble());
        int steps = line.path("workload").asText().startsWith("W2") ? 50 : 10;
        assertThat(line.path("stepsPerSecond").asDouble()
                        / line.path("runsPerSecond").asDouble())
                .isBetween(steps - 0.1, steps + 0.1);
    }

    private static void checkWaiting(JsonNode line) {
        assertThat(line.path("runs").asInt()).isEqualTo(WAITING);
        assertThat(line.path("liveRuns").asInt())
                .as("runs in memory when they are weighed")
                .isEqualTo(WAITING);
        for (String field : List.of("startsPerSecond", "wakeUpsPerSecondBySignal", "wakeUpsPerSecondByClock")) {
            assertThat(line.path(field).asDouble()).as(field).isPositive();
        }
        for (String field : List.of("heapKbPerLiveRun", "rssKbPerLiveRun", "heapKbPerParkedRun", "rssKbPerParkedRun")) {
            assertThat(line.path(field).isNumber()).as(field).isTrue();
        }
        assertThat(line.path("lost").asInt(-1)).as("lost").isZero();
    }

    private static void checkCrash(JsonNode line) {
        assertThat(line.path("runs").asInt()).isEqualTo(200);
        assertThat(line.path("callsAtKill").asInt()).isBetween(600, 1999);
        assertThat(line.path("secondsUntilProgress").asDouble()).isPositive();
        assertThat(line.path("lost").asInt(-1)).as("lost").isZero();
        assertThat(line.path("repeated").isNumber()).isTrue();
        assertThat(line.path("callsWithoutKey").asInt(-1)).isZero();
    }

    private static void checkPatterns(JsonNode line) {
        assertThat(line.path("patterns").fieldNames())
                .toIterable()
                .containsExactly("chain", "handoff", "loop", "map", "mapOfValues", "tree");
        line.path("patterns").forEach(pattern -> {
            for (String field : List.of("runs", "stepsPerRun", "stepsPerSecond", "cpuMsPerStep", "timesChain")) {
                assertThat(pattern.path(field).asDouble()).as(field).isPositive();
            }
        });
        assertThat(line.path("errors").asInt(-1)).as("errors").isZero();
    }
}
