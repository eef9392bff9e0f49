package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of runs as those see them who use the API: the real node, store and shards. */
class TreesTest {

    private static final String ADDING = "connector: {expression: {output: \"${ input + 1 }\"}}";

    @TempDir
    private Path folder;

    /** top -> middle -> leaf, twice at each level. */
    private static void define(Desk desk, String leaf) {
        desk.workflow("leaf", leaf);
        desk.workflow("middle", twice("leaf"));
        desk.workflow("top", twice("middle"));
    }

    private static String twice(String workflow) {
        return """
                {do: [{id: both, parallel: {
                  a: [{id: one, workflow: %s, input: 1}],
                  b: [{id: two, workflow: %s, input: 2}]}}]}""".formatted(workflow, workflow);
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("runs").forEach(run -> ids.add(run.path("id").asText()));
        return ids;
    }

    @Test
    void aTreeOfThreeLevelsCompletesAndShowsWhoseRunIsWhose() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("adder", ADDING);
            define(desk, "{do: [{id: add, agent: adder}]}");
            desk.start("t", "top", 3);
            JsonNode top = desk.untilEnded("t");

            assertThat(top.path("status").asText()).isEqualTo("completed");
            assertThat(top.at("/output/a/b").asInt()).isEqualTo(3);
            assertThat(top.has("parent")).isFalse();
            assertThat(top.at("/steps/1/child/workflow").asText()).isEqualTo("middle");
            assertThat(ids(desk.get("/v1/runs?parent=t"))).containsExactlyInAnyOrder("t.c1", "t.c2");
            assertThat(ids(desk.get("/v1/runs?root=t")))
                    .containsExactlyInAnyOrder("t.c1", "t.c2", "t.c1.c1", "t.c1.c2", "t.c2.c1", "t.c2.c2");
            assertThat(ids(desk.get("/v1/runs?root=t&workflow=leaf&status=completed&limit=3")))
                    .hasSize(3);
            JsonNode leaf = desk.run("t.c2.c1");
            assertThat(leaf.path("parent").asText()).isEqualTo("t.c2");
            assertThat(leaf.path("parentStep").asText()).startsWith("both/");
            assertThat(leaf.path("root").asText()).isEqualTo("t");
            assertThat(leaf.path("depth").asInt()).isEqualTo(2);
            assertThat(leaf.path("priority").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aFailureOfALeafFailsTheTreeAndCancelsWhatElseGoesOn() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, """
                    {do: [{id: which, switch: [{when: "${ input == 2 }", do: [{id: bad, set: "${ 1 / (input - 2) }"}]}],
                      otherwise: [{id: long, wait: {signal: never}}]}]}""");
            desk.start("t", "top", 0);
            JsonNode top = desk.untilEnded("t");

            assertThat(top.path("status").asText()).isEqualTo("failed");
            assertThat(top.at("/error/kind").asText()).isEqualTo("bug");
            assertThat(top.at("/error/message").asText())
                    .contains("child run t.c")
                    .contains("by zero");
            desk.until(
                    "/v1/runs?root=t&status=running,waiting",
                    page -> page.path("runs").isEmpty());
        }
    }

    @Test
    void aCancelledTreeHasNoLiveRunLeft() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, "{do: [{id: long, wait: {signal: never}}]}");
            desk.start("t", "top", 0);
            desk.until(
                    "/v1/runs?root=t&workflow=leaf&status=waiting",
                    page -> page.path("runs").size() == 4);
            JsonNode waits = desk.run("t").at("/waitsFor/0");
            assertThat(waits.path("kind").asText()).isEqualTo("child");
            assertThat(waits.path("id").asText()).startsWith("t.c");

            desk.post(200, "/v1/runs/t:cancel", "{\"reason\": \"enough\"}");
            desk.until(
                    "/v1/runs?root=t&status=cancelled",
                    page -> page.path("runs").size() == 6);
            assertThat(desk.get("/v1/runs?root=t&status=running,waiting,completed,failed")
                            .path("runs"))
                    .isEmpty();
        }
    }

    @Test
    void aTreeGoesOnWhereItWasWhenTheNodeComesBack() {
        try (Desk desk = Desk.at(folder)) {
            define(desk, "{do: [{id: long, wait: {signal: go}}]}");
            desk.start("t", "top", 0);
            desk.until(
                    "/v1/runs?root=t&workflow=leaf&status=waiting",
                    page -> page.path("runs").size() == 4);
        }
        try (Desk desk = Desk.at(folder)) {
            for (String leaf : List.of("t.c1.c1", "t.c1.c2", "t.c2.c1", "t.c2.c2")) {
                desk.post(200, "/v1/runs/" + leaf + "/signals/go", "{\"payload\": 1}");
            }
            assertThat(desk.untilEnded("t").path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void whatCannotWorkIsSaidWhenItIsApplied() {
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("strict", "{input: {type: object, required: [name]}, do: [{id: a, set: 1}]}");
            String definition =
                    "{apiVersion: baton/v1, kind: Workflow, metadata: {name: w}, spec: {do: [{id: a, workflow: %s}]}}";

            assertThat(problem(desk, definition.formatted("strikt"))).isEqualTo("workflow.unknown");
            assertThat(problem(desk, definition.formatted("strict, version: 2")))
                    .isEqualTo("workflow.unknown-version");
            assertThat(problem(desk, definition.formatted("strict, input: {nam: x}")))
                    .isEqualTo("workflow.input");
            assertThat(problem(desk, definition.formatted("strict, input: {name: x}")))
                    .isEmpty();
        }
    }

    private static String problem(Desk desk, String definition) {
        return desk.send(200, "POST", "/v1/workflows:validate", definition)
                .at("/problems/0/code")
                .asText();
    }
}
