package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleTest {

    @TempDir
    private Path folder;

    @Test
    void aPersonsOutputThatDoesNotMatchIsRefusedAndTheStepStaysOpen() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent(
                    "reader",
                    "connector: {human: {role: legal}}, output: {type: object, required: [verdict],"
                            + " properties: {verdict: {enum: [fine, bad]}}}");
            desk.workflow("reading", "{do: [{id: read, agent: reader, retry: {maxAttempts: 1}}]}");
            desk.start("r", "reading", 0);
            String task = desk.until(
                            "/v1/approvals?role=legal",
                            inbox -> inbox.path("approvals").size() == 1)
                    .at("/approvals/0/id")
                    .asText();

            JsonNode refused = desk.post(422, "/v1/approvals/" + task + ":approve", "{\"output\": {\"verdict\": 7}}");
            assertThat(refused.path("code").asText()).isEqualTo("invalid-output");
            assertThat(refused.path("detail").asText()).contains("reader", "verdict");
            assertThat(desk.run("r").path("status").asText()).isEqualTo("waiting");
            assertThat(desk.get("/v1/approvals/" + task).path("status").asText())
                    .isEqualTo("open");

            desk.post(200, "/v1/approvals/" + task + ":approve", "{\"output\": {\"verdict\": \"fine\"}}");
            assertThat(desk.untilEnded("r").at("/output/verdict").asText()).isEqualTo("fine");
        }
    }

    @Test
    void theFirstOfSeveralSignalsWinsAlsoAfterAStop() {
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("payment", """
                    {do: [{id: w, wait: {first: {
                      paid: {signal: paid, payload: {type: object, required: [amount]}},
                      withdrawn: {signal: withdrawn},
                      late: {for: P1D}}}}]}""");
            desk.start("w", "payment", 0);
            JsonNode waiting =
                    desk.until("/v1/runs/w", run -> run.path("status").asText().equals("waiting"));
            assertThat(waiting.at("/waitsFor/0/kind").asText()).isEqualTo("first");
            assertThat(waiting.at("/waitsFor/0/of").findValuesAsText("name"))
                    .containsExactly("late", "paid", "withdrawn");
        }
        try (Desk desk = Desk.at(folder)) {
            JsonNode refused = desk.post(422, "/v1/runs/w/signals/paid", "{\"payload\": {\"sum\": 1}}");
            assertThat(refused.path("code").asText()).isEqualTo("invalid-signal");
            assertThat(refused.path("detail").asText()).contains("step w", "amount");

            desk.post(200, "/v1/runs/w/signals/paid", "{\"payload\": {\"amount\": 1}}");
            assertThat(desk.untilEnded("w").path("output").toString())
                    .isEqualTo("{\"first\":\"paid\",\"output\":{\"amount\":1}}");
        }
    }
}
