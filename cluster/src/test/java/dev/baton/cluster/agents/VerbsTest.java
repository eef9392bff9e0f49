package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that go back in a run, or end it, as those use them who have only the API: the real node and store. */
class VerbsTest {

    /** More than an event holds: such a payload is stored beside it. */
    private static final int LARGE_CHARS = 100_000;

    @TempDir
    private Path folder;

    @Test
    void aTerminatedTreeHasNoLiveRunLeftEvenIfItsStepsWouldAbandonTheirs() {
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("leaf", "{do: [{id: long, wait: {signal: never}}]}");
            desk.workflow("middle", "{do: [{id: sub, workflow: leaf, parentClose: abandon}]}");
            desk.workflow("top", "{do: [{id: sub, workflow: middle}]}");
            desk.start("t", "top", 0);
            desk.until(
                    "/v1/runs?root=t&workflow=leaf&status=waiting",
                    page -> page.path("runs").size() == 1);

            desk.post(200, "/v1/runs/t:terminate", "{\"reason\": \"out of control\"}");

            desk.until(
                    "/v1/runs?root=t&status=cancelled",
                    page -> page.path("runs").size() == 2);
            assertThat(desk.run("t").at("/error/details/reason").asText()).isEqualTo("terminated");
            assertThat(desk.run("t.c1.c1").at("/error/message").asText()).contains("its parent, run t.c1,");
            assertThat(desk.post(200, "/v1/runs/t:terminate", "{}")
                            .path("status")
                            .asText())
                    .isEqualTo("cancelled");
        }
    }

    @Test
    void aStepOfAFinishedRunIsDoneAgainAlsoAfterARestart() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("adder", "connector: {expression: {output: \"${ input + 1 }\"}}");
            desk.workflow("sum", "{do: [{id: first, agent: adder, input: 1}, {id: second, agent: adder}]}");
            desk.start("r", "sum", 0);
            assertThat(desk.untilEnded("r").path("output").asInt()).isEqualTo(3);
        }
        try (Desk desk = Desk.at(folder)) {
            desk.post(200, "/v1/runs/r:rerun", "{\"step\": \"first\", \"input\": 10, \"reason\": \"wrong\"}");
            JsonNode run = desk.untilEnded("r");

            assertThat(run.path("output").asInt()).isEqualTo(12);
            assertThat(run.path("stepCount").asInt()).isEqualTo(2);
            assertThat(desk.post(404, "/v1/runs/r:rerun", "{\"step\": \"third\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("step-not-found");
        }
    }

    @Test
    void aForkSharesLargePayloadsAndAsksUnderItsOwnIds() {
        String large = "x".repeat(LARGE_CHARS);
        try (Desk desk = Desk.at(folder)) {
            desk.agent("reader", "connector: {queue: {queue: papers}}");
            desk.workflow("read", "{do: [{id: big, set: \"${ input.text }\"}, {id: read, agent: reader}]}");
            desk.post(
                    201,
                    "/v1/runs",
                    "{\"id\": \"r\", \"workflow\": \"read\", \"input\": {\"text\": \"" + large + "\"}}");
            desk.until("/v1/runs/r", run -> run.path("status").asText().equals("waiting"));
        }
        try (Desk desk = Desk.at(folder)) {
            JsonNode fork = desk.post(201, "/v1/runs/r:fork", "{\"id\": \"f\", \"reason\": \"what if\"}");
            assertThat(fork.at("/forkedFrom/run").asText()).isEqualTo("r");
            JsonNode waits = desk.until(
                    "/v1/runs/f?include=inputs",
                    run -> run.path("status").asText().equals("waiting"));

            assertThat(waits.at("/waitsFor/0/id").asText()).isEqualTo("f~1");
            assertThat(waits.at("/steps/1/input").asText()).isEqualTo(large);
            assertThat(desk.run("r").at("/waitsFor/0/id").asText()).isEqualTo("r~1");
        }
    }

    @Test
    void aWaitingRunMovesToAVersionThatFitsAndFollowsItAfterARestart() {
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("order", "{do: [{id: paid, wait: {signal: paid}}]}");
            desk.start("r", "order", 0);
            desk.workflow("order", "{do: [{id: paid, set: 1}]}");
            desk.workflow("order", "{do: [{id: paid, wait: {signal: paid}}, {id: thanks, set: Thanks}]}");

            JsonNode misfit = desk.post(200, "/v1/runs/r:migrate", "{\"version\": 2, \"dryRun\": true}");
            assertThat(misfit.path("possible").asBoolean()).isFalse();
            assertThat(misfit.at("/reasons/0").asText())
                    .isEqualTo("step paid is of another kind (set instead of wait)");
            assertThat(desk.post(409, "/v1/runs/r:migrate", "{\"version\": 2}")
                            .path("code")
                            .asText())
                    .isEqualTo("migration-refused");
            assertThat(desk.run("r").path("version").asInt()).isEqualTo(1);

            assertThat(desk.post(200, "/v1/runs/r:migrate", "{\"reason\": \"be polite\"}")
                            .path("version")
                            .asInt())
                    .isEqualTo(3);
            assertThat(desk.get("/v1/runs?workflow=order").at("/runs/0/version").asInt())
                    .as("in lists")
                    .isEqualTo(3);
        }
        try (Desk desk = Desk.at(folder)) {
            desk.post(200, "/v1/runs/r/signals/paid", "{}");
            assertThat(desk.untilEnded("r").path("output").asText()).isEqualTo("Thanks");
        }
    }
}
