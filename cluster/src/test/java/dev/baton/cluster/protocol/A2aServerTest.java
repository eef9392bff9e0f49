package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workflows as agents of A2A, spoken to by the reference client ({@code @a2a-js/sdk}) on each binding. */
class A2aServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of RFC 7515, Appendix A.3: without its private member. */
    private static final String KEY = """
            {"kty": "EC", "crv": "P-256", "kid": "cards", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"%s}
            """;

    private static StartedNode node;
    private static NpmFolder peers;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        peers = NpmFolder.installed("a2a");
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(
                secrets.resolve("card-key"), KEY.formatted(", \"d\": \"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""));
        node = StartedNode.in(
                folder,
                Map.of("baton.secrets.folder", secrets.toString(), "baton.http.a2a-card-key", "secret://card-key"));
        try (var in = Objects.requireNonNull(A2aServerTest.class.getResourceAsStream("/mcp/tools.yaml"))) {
            String tools = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            HttpResponse<String> applied = node.send("POST", "/v1/definitions:apply", "application/yaml", tools);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        }
        HttpResponse<String> agent = node.send("PUT", "/v1/agents/doubler", "application/yaml", """
                apiVersion: baton/v1
                kind: Agent
                metadata: {name: doubler, owner: tests}
                spec:
                  mandate: Doubles.
                  connector: {expression: {output: {doubled: "${ input.n * 2 }"}}}
                  input: {type: object, required: [n], properties: {n: {type: integer}}}
                """);
        assertThat(agent.statusCode()).as(agent.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** The client refuses cards that are not signed by the node's key. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonrpc", "rest", "old"})
    void theReferenceClientTalksToWorkflows(String binding) throws Exception {
        JsonNode said = JSON.readTree(peers.run("node", "client.mjs", node.url(), binding, KEY.formatted("")));

        assertThat(said.path("state").asText()).isEqualTo("TASK_STATE_COMPLETED");
        assertThat(said.path("text").asText()).isEqualTo("Hello, Ada!");
        assertThat(said.path("same").asBoolean())
                .as("a message that is sent again")
                .isTrue();
        assertThat(said.path("got").asText()).isEqualTo("TASK_STATE_COMPLETED");
        assertThat(said.path("unknown").asText()).contains("TaskNotFound");
        assertThat(said.path("asked").asText()).isEqualTo("TASK_STATE_INPUT_REQUIRED");
        assertThat(said.path("question").asText()).isEqualTo("Release it?");
        assertThat(said.path("released").asText()).isEqualTo("2.0 is out");
        assertThat(said.path("cancelled").asText()).isEqualTo("TASK_STATE_CANCELED");
        assertThat(said.path("updates").toString()).isEqualTo("[\"task\",\"artifactUpdate\",\"statusUpdate\"]");
        assertThat(said.at("/doubled/doubled").asInt())
                .as("an agent that is no workflow")
                .isEqualTo(42);
        assertThat(said.path("input").toString()).as("of the extended card").isEqualTo("[\"n\"]");
        assertThat(said.path("created").asText()).isEqualTo("other");
        assertThat(said.path("configs").toString()).isEqualTo("[\"mine\",\"other\"]");
        assertThat(said.path("read").asBoolean()).isTrue();
        assertThat(said.path("left").toString()).isEqualTo("[\"mine\"]");
        assertThat(said.path("credentials").asBoolean())
                .as("notifications with what their receiver knows them by")
                .isTrue();
        assertThat(said.path("output").asBoolean()).isTrue();
        assertThat(said.path("listed").asBoolean(binding.equals("old"))).isTrue();
    }
}
