package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a server while parents and children tell each other things. */
final class TreeCrashIT {

    private static final int TREES = 8;
    private static final int WIDTH = 4;
    private static final int RUNS_BELOW = WIDTH + WIDTH * WIDTH;
    private static final int MOMENT_MILLIS_MAX = 600;

    /** What the leaves do. */
    private static String definitions(String leaf) {
        return level("top", "middle") + "---\n" + level("middle", "leaf") + """
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: leaf}
            spec:
              do: [%s]
            """.formatted(leaf);
    }

    private static String level(String name, String below) {
        return """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: %s}
            spec:
              do:
                - id: fan
                  map:
                    over: "${ lists.range(%d) }"
                    do: [{id: child, workflow: %s, input: "${ item }"}]
            """.formatted(name, WIDTH, below);
    }

    @Test
    void noChildIsLostOrStartedTwiceAndNoEndIsForgotten(@TempDir Path folder) throws IOException {
        survive(folder, 2);
    }

    @Test
    @Tag("slow")
    void noChildIsLostOrStartedTwiceAndNoEndIsForgottenInManyCrashes(@TempDir Path folder) throws IOException {
        survive(folder, 40);
    }

    private static void survive(Path folder, int kills) throws IOException {
        Random dice = dice("Trees");
        try (ServerProcess server = new ServerProcess(folder, Settings.sqlite(folder));
                Api api = new Api(server.url())) {
            server.start();
            server.awaitReady(api);
            api.define(definitions("{id: pause, wait: {for: PT0.3S}}, {id: value, set: \"${ input }\"}"));
            List<String> trees = new ArrayList<>();
            for (int kill = 0; kill < kills; kill++) {
                trees.addAll(start(api, kill));
                killAndStart(server, api, dice);
            }
            for (String tree : trees) {
                Awaiting.until(tree + " completes", () -> ended(api, tree));
                check(api, tree);
            }
            assertThat(api.log().failures()).isEmpty();
        }
    }

    @Test
    void aCancelledTreeIsCancelledToItsLeavesThroughCrashes(@TempDir Path folder) throws IOException {
        Random dice = dice("Cancelled trees");
        try (ServerProcess server = new ServerProcess(folder, Settings.sqlite(folder));
                Api api = new Api(server.url())) {
            server.start();
            server.awaitReady(api);
            api.define(definitions("{id: long, wait: {signal: never}}"));
            List<String> trees = start(api, 0);
            LockSupport.parkNanos(dice.nextLong(MOMENT_MILLIS_MAX * 1_000_000L));
            for (String tree : trees) {
                Answer ignored = api.post("/v1/runs/" + tree + ":cancel", "{}");
            }
            killAndStart(server, api, dice);
            killAndStart(server, api, dice);
            for (String tree : trees) {
                assertThat(api.read("/v1/runs/" + tree).path("status").asText()).isEqualTo("cancelled");
                Awaiting.until(
                        tree + " has no live run",
                        () -> api.read("/v1/runs?root=" + tree + "&status=running,waiting")
                                .path("runs")
                                .isEmpty());
            }
        }
    }

    private static Random dice(String name) {
        long seed = Long.getLong("baton.test.seed", System.nanoTime());
        System.out.println(name + ": kills from seed " + seed + " (-Dbaton.test.seed)");
        return new Random(seed);
    }

    private static List<String> start(Api api, int round) {
        List<String> trees = new ArrayList<>();
        for (int i = 0; i < TREES; i++) {
            String tree = "tree-" + round + "-" + i;
            Answer.Given started = api.settle(
                    () -> false, () -> api.post("/v1/runs", "{\"workflow\": \"top\", \"id\": \"" + tree + "\"}"));
            assertThat(started.status()).isEqualTo(201);
            trees.add(tree);
        }
        return trees;
    }

    private static void killAndStart(ServerProcess server, Api api, Random dice) {
        LockSupport.parkNanos(dice.nextLong(MOMENT_MILLIS_MAX * 1_000_000L));
        server.kill();
        server.start();
        server.awaitReady(api);
    }

    private static boolean ended(Api api, String run) {
        return api.read("/v1/runs/" + run + "?fields=summary").has("endedAt");
    }

    private static void check(Api api, String tree) {
        JsonNode top = api.read("/v1/runs/" + tree);
        assertThat(top.path("status").asText()).as(top.toString()).isEqualTo("completed");
        assertThat(top.at("/output/3/2").asInt()).isEqualTo(2);
        JsonNode below = api.read("/v1/runs?root=" + tree + "&limit=200").path("runs");
        assertThat(below).hasSize(RUNS_BELOW);
        int ends = ends(api, tree);
        for (JsonNode run : below) {
            assertThat(run.path("status").asText()).isEqualTo("completed");
            ends += run.path("workflow").asText().equals("middle")
                    ? ends(api, run.path("id").asText())
                    : 0;
        }
        assertThat(ends).as("each run below ends once for its parent").isEqualTo(RUNS_BELOW);
    }

    private static int ends(Api api, String run) {
        int ends = 0;
        for (JsonNode event : api.read("/v1/runs/" + run + "/events?limit=1000").path("events")) {
            ends += event.path("type").asText().equals("child-ended") ? 1 : 0;
        }
        return ends;
    }
}
