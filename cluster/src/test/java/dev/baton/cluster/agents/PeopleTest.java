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
}
