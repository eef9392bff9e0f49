package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same work by agents of several providers, chosen by their labels. */
class ProvidersTest {

    @TempDir
    private Path folder;

    private static void provider(Desk desk, String name, String labels) {
        desk.send(201, "PUT", "/v1/agents/" + name, """
                {"apiVersion": "baton/v1", "kind": "Agent", "metadata": {"name": "%s", "owner": "tests", "labels": %s},
                 "spec": {"mandate": "Classifies.", "connector": {"expression": {"output": {"by": "%s"}}}}}""".formatted(name, labels, name));
    }

    @Test
    void aRunAsksOnlyAgentsThatItsWorkflowAllowsAndSaysWhomItAsked() {
        try (Desk desk = Desk.at(folder)) {
            provider(desk, "us-aws", "{\"residency\": \"us\", \"cloud\": \"aws\"}");
            provider(desk, "eu-azure", "{\"residency\": \"eu\", \"cloud\": \"azure\"}");
            provider(desk, "eu-aws", "{\"residency\": \"eu\", \"cloud\": \"aws\"}");
            desk.workflow(
                    "classify",
                    "{route: {require: {residency: eu}}, do: [{id: a, agent: us-aws, fallback: [eu-azure, eu-aws],"
                            + " route: {prefer: {cloud: aws}}}]}");
            desk.workflow("abroad", "{route: {require: {residency: eu}}, do: [{id: a, agent: us-aws}]}");
            desk.start("allowed", "classify", 0);
            desk.start("refused", "abroad", 0);

            JsonNode allowed = desk.untilEnded("allowed");
            assertThat(allowed.at("/output/by").asText()).isEqualTo("eu-aws");
            assertThat(desk.get("/v1/runs/allowed/events").toString())
                    .contains("\"eu-aws\"")
                    .doesNotContain("\"us-aws\"");
            JsonNode refused = desk.untilEnded("refused");
            assertThat(refused.at("/error/kind").asText()).isEqualTo("policy");
            assertThat(refused.at("/error/message").asText()).contains("residency=eu");
        }
    }
}
