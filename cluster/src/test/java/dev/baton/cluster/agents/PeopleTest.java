package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
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
    void votesAreCountedAndShownAndSurviveAStop() {
        String approval;
        String hash;
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("pay", """
                    {do: [{id: ok, approval: {
                      roles: [finance, treasury], groups: [board_1], approvals: 2, edits: true, notBy: [{starter: true}],
                      form: {type: object, required: [limit], properties: {limit: {type: integer}}}}}]}""");
            desk.start("p", "pay", 0);
            JsonNode listed = desk.until(
                            "/v1/approvals?group=board_1",
                            inbox -> inbox.path("approvals").size() == 1)
                    .at("/approvals/0");
            approval = "/v1/approvals/" + listed.path("id").asText();
            hash = listed.path("subjectHash").asText();
            assertThat(listed.at("/approvals/missing").asInt()).isEqualTo(2);
            assertThat(desk.get("/v1/approvals?role=treasury").path("approvals"))
                    .hasSize(1);
            assertThat(desk.get("/v1/approvals?role=board_1").path("approvals")).isEmpty();
            assertThat(desk.get("/v1/approvals?group=boardX1").path("approvals"))
                    .as("an underline stands for itself")
                    .isEmpty();

            assertThat(vote(desk, 403, approval, "anonymous", "finance", "{}")
                            .path("code")
                            .asText())
                    .isEqualTo("approval-not-allowed");
            assertThat(vote(desk, 403, approval, "ann", "sales", "{}")
                            .path("detail")
                            .asText())
                    .contains("needs role finance or role treasury or group board_1");
            assertThat(vote(desk, 422, approval, "ann", "finance", "{}")
                            .path("code")
                            .asText())
                    .isEqualTo("subject-hash-needed");
            String wrong = "{\"subjectHash\": \"" + hash + "\", \"answer\": {\"limit\": \"x\"}}";
            assertThat(vote(desk, 422, approval, "ann", "finance", wrong)
                            .path("detail")
                            .asText())
                    .contains("/limit");
            JsonNode voted = vote(desk, 200, approval, "ann", "finance", yes(hash));
            assertThat(voted.at("/votes/0/by").asText()).isEqualTo("ann");
            assertThat(voted.path("approvals").toString()).isEqualTo("{\"needed\":2,\"given\":1,\"missing\":1}");
        }
        try (Desk desk = Desk.at(folder)) {
            JsonNode edited = vote(
                    desk,
                    200,
                    approval,
                    "bob",
                    "treasury",
                    "{\"subjectHash\": \"" + hash + "\", \"edits\": {\"sum\": 2}, \"answer\": {\"limit\": 1}}");
            assertThat(edited.at("/approvals/missing").asInt()).isEqualTo(1);
            assertThat(edited.at("/votes/0/counts").asBoolean()).isFalse();
            assertThat(vote(desk, 409, approval, "ann", "finance", yes(hash))
                            .path("code")
                            .asText())
                    .isEqualTo("subject-changed");
            vote(
                    desk,
                    200,
                    approval,
                    "ann",
                    "finance",
                    yes(edited.path("subjectHash").asText()));

            JsonNode run = desk.untilEnded("p");
            assertThat(run.at("/output/subject").toString()).isEqualTo("{\"sum\":2}");
            assertThat(run.at("/output/votes").findValuesAsText("by")).containsExactly("bob", "ann");
            JsonNode event = desk.get("/v1/runs/p/events").path("events").get(2);
            assertThat(event.path("type").asText()).isEqualTo("approval-voted");
            assertThat(event.at("/by/roles/0").asText()).isEqualTo("finance");
        }
    }

    private static String yes(String hash) {
        return "{\"subjectHash\": \"" + hash + "\", \"answer\": {\"limit\": 1}}";
    }

    private static JsonNode vote(Desk desk, int status, String approval, String who, String role, String body) {
        return desk.post(
                status, approval + ":approve", body, Map.of("Baton-Principal", "person:" + who, "Baton-Roles", role));
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
