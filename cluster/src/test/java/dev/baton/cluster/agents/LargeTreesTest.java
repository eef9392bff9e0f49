package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree of 11,111 runs on five levels: each run but the leaves starts ten. */
@Tag("slow")
class LargeTreesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int WIDTH = 10;
    private static final int BELOW_THE_TOP = 11_110;
    private static final int LEAVES = 10_000;
    private static final int LOOKS = 5;

    @TempDir
    private Path folder;

    /** The input of a run is its place: 0 at the top, then one digit more for each level. */
    private static void define(Desk desk, String leaf) {
        desk.workflow("level-4", leaf);
        for (int level = 3; level >= 0; level--) {
            desk.workflow("level-" + level, """
                    {do: [{id: below, map: {over: "${ lists.range(%d) }", do: [
                      {id: child, workflow: level-%d, input: "${ %s * 10 + item }"}]}}]}""".formatted(WIDTH, level + 1, level == 0 ? "0" : "input"));
        }
    }

    private static Map<String, Integer> statuses(Desk desk) {
        Map<String, Integer> counts = new TreeMap<>();
        String next = "";
        do {
            JsonNode page = desk.get("/v1/runs?root=t&limit=200" + (next.isEmpty() ? "" : "&cursor=" + next));
            page.path("runs").forEach(run -> counts.merge(run.path("status").asText(), 1, Integer::sum));
            next = page.path("next").asText("");
        } while (!next.isEmpty());
        return counts;
    }

    private static int leaves(JsonNode output) {
        int count = output.isArray() ? 0 : 1;
        for (JsonNode part : output) {
            count += leaves(part);
        }
        return count;
    }

    private static JsonNode untilEnded(Desk desk) {
        return desk.until(PATIENCE, "/v1/runs/t?wait=5s", run -> run.has("endedAt"));
    }

    @Test
    void aTreeOfTenThousandRunsCompletes() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, "{do: [{id: leaf, set: \"${ input }\"}]}");
            desk.start("t", "level-0", 0);
            JsonNode top = untilEnded(desk);

            assertThat(top.path("status").asText()).isEqualTo("completed");
            assertThat(leaves(top.path("output"))).isEqualTo(LEAVES);
            assertThat(top.at("/output/4/2/4/2").asInt()).isEqualTo(4242);
            assertThat(statuses(desk)).containsExactly(Map.entry("completed", BELOW_THE_TOP));
        }
    }

    @Test
    void aTreeOfTenThousandRunsIsCancelledToTheLastLeaf() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, "{do: [{id: leaf, wait: {signal: never}}]}");
            desk.start("t", "level-0", 0);
            // Some leaves are there, others are still to be started.
            desk.until(
                    PATIENCE,
                    "/v1/runs?root=t&workflow=level-4&status=waiting&limit=200",
                    page -> page.path("runs").size() == 200);
            desk.post(200, "/v1/runs/t:cancel", "{}");

            assertThat(whenNothingMoves(desk)).containsOnlyKeys("cancelled");
        }
    }

    @Test
    void aFailureOfOneLeafFailsTheTreeAndEndsAllOfIt() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, """
                    {do: [{id: which, switch: [{when: "${ input == 4242 }", do: [{id: bad, set: "${ 1 / (input - 4242) }"}]}],
                      otherwise: [{id: long, wait: {signal: never}}]}]}""");
            desk.start("t", "level-0", 0);
            JsonNode top = untilEnded(desk);

            assertThat(top.path("status").asText()).isEqualTo("failed");
            assertThat(top.at("/error/message").asText()).contains("by zero");
            assertThat(whenNothingMoves(desk))
                    .containsOnlyKeys("cancelled", "failed")
                    .containsEntry("failed", 4);
        }
    }

    /** Runs that were told to begin, and not to, when the tree ended may still come and go: several looks must agree. */
    private static Map<String, Integer> whenNothingMoves(Desk desk) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Integer> last = Map.of();
        for (int same = 0; same < LOOKS; ) {
            assertThat(System.nanoTime()).as("still moving: %s", last).isLessThan(deadline);
            Map<String, Integer> now = statuses(desk);
            boolean quiet = now.equals(last) && !now.containsKey("running") && !now.containsKey("waiting");
            same = quiet ? same + 1 : 0;
            last = now;
        }
        return last;
    }
}
