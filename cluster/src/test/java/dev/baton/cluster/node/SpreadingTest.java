package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs, their children and schedules live where their shards are, and those are spread at once if somebody wishes it. */
final class SpreadingTest {

    private static final int RUNS = 150;
    /** By itself one shard would move every two seconds: minutes until it is even. */
    private static final String SLOW =
            "pekko.cluster.sharding.least-shard-allocation-strategy.rebalance-absolute-limit = 1";

    @Test
    @Tag("slow")
    void aNodeThatJoinsHasItsShareAtOnceAndRunsGoOnThere() throws IOException {
        try (Nodes nodes = new Nodes()) {
            Node one = nodes.start(SLOW);
            nodes.send(one, "PUT", "/v1/workflows/waiting", "application/yaml", """
                    apiVersion: baton/v1
                    kind: Workflow
                    metadata: {name: waiting}
                    spec: {do: [{id: wait, wait: {signal: go}}]}
                    """);
            for (int run = 0; run < RUNS; run++) {
                nodes.post(
                        one,
                        "/v1/runs",
                        "{\"id\": \"run-%d\", \"workflow\": \"waiting\", \"input\": {}}".formatted(run));
            }
            assertThat(rebalance(nodes, one, false).path("status").asText()).isEqualTo("even");
            Node two = nodes.start(SLOW);
            Nodes.until(
                    "it is seen",
                    () -> rebalance(nodes, two, true).path("moves").asInt() > 30);

            assertThat(rebalance(nodes, two, false).path("status").asText()).isEqualTo("rebalancing");

            Nodes.until("the spread is even", () -> even(nodes, one));
            for (JsonNode node : nodes.get(two, "/v1/cluster").path("nodes")) {
                assertThat(node.path("shards").asInt()).isGreaterThan(30);
            }
            for (int run = 0; run < RUNS; run += 10) {
                JsonNode ended = nodes.post(two, "/v1/runs/run-" + run + "/signals/go", "{}");
                assertThat(ended.path("status").asText()).isEqualTo("completed");
            }
        }
    }

    private static boolean even(Nodes nodes, Node node) {
        return rebalance(nodes, node, true).path("status").asText().equals("even");
    }

    private static JsonNode rebalance(Nodes nodes, Node node, boolean dryRun) {
        return nodes.post(node, "/v1/cluster/rebalance", "{\"dryRun\": " + dryRun + "}");
    }
}
