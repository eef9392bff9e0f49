package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference client of AG-UI, which checks what it gets against the protocol, follows a run of a node. */
class AgUiClientTest {

    private static final String WORKFLOW = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: letters}
            spec:
              do:
                - id: parts
                  parallel:
                    one: [{id: first, set: "${ string(input.text) + '!' }"}]
                    two: [{id: second, set: "${ string(input.text) + '?' }"}]
                - id: signoff
                  approval: {subject: "${ steps.parts.output }"}
              output: "${ 'Sent: ' + string(input.text) }"
            """;

    @Test
    void aRunThatAsksIsFollowedToItsEnd(@TempDir Path folder) throws Exception {
        NpmFolder client = NpmFolder.installed("ag-ui");
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            HttpResponse<String> applied = node.send("PUT", "/v1/workflows/letters", "application/yaml", WORKFLOW);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);

            JsonNode seen = new ObjectMapper()
                    .readTree(client.run("node", "client.mjs", node.url() + "/v1/workflows/letters/ag-ui", "Dear all"));

            assertThat(seen.path("exchanges")).hasSize(2);
            assertThat(seen.at("/messages/1/content").asText()).isEqualTo("Sent: Dear all");
            assertThat(seen.at("/state/status").asText()).isEqualTo("completed");
            assertThat(seen.at("/state/steps/signoff/status").asText()).isEqualTo("completed");
        }
    }
}
