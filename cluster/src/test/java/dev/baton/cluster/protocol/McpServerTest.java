package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node serves as MCP, held against the protocol's own conformance suite and spoken to by its reference client. */
class McpServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static StartedNode node;
    private static NpmFolder peers;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        peers = NpmFolder.installed("mcp");
        node = StartedNode.in(folder, Map.of(), SuiteAdditions.read());
        apply("/mcp/tools.yaml");
        warm();
    }

    private static void apply(String resource) throws Exception {
        try (var in = Objects.requireNonNull(McpServerTest.class.getResourceAsStream(resource))) {
            String definitions = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            HttpResponse<String> applied = node.send("POST", "/v1/definitions:apply", "application/yaml", definitions);
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        }
    }

    /** The suite gives up on a first answer after half a second. */
    private static void warm() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = node.send(
                    "POST",
                    "/mcp",
                    "application/json",
                    """
                    {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "greet", "arguments": {"name": "Eve"}, "_meta": {
                      "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}
                    """,
                    Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "greet"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** All scenarios that the suite scores; it ends with a failure if one of them does. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "2025-11-25"})
    void whatTheVersionRequiresIsThere(String version) throws Exception {
        peers.run(McpPeers.NODE, McpPeers.SUITE, "server", "--url", node.url() + "/mcp", "--requirements", version);
    }

    /** Not scored, since they may change; they hold all the same. */
    @Test
    void argumentsThatAToolWantsInHeadersAreChecked() throws Exception {
        scenario("http-custom-header-server-validation");
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks-lifecycle",
                "tasks-capability-negotiation",
                "tasks-wire-fields",
                "tasks-request-state-removal",
                "tasks-mrtr-input",
                "tasks-request-headers",
                "tasks-dispatch-and-envelope",
                "tasks-mrtr-composition"
            })
    void runsAreTasks(String scenario) throws Exception {
        apply("/mcp/tasks.yaml");
        Path known = Path.of("src/test/resources/mcp/tasks-not-served.yaml").toAbsolutePath();
        scenario(scenario, "--force", "--expected-failures", known.toString());
    }

    private static void scenario(String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                McpPeers.NODE,
                McpPeers.SUITE,
                "server",
                "--url",
                node.url() + "/mcp",
                "--spec-version",
                "2026-07-28",
                "--scenario",
                name));
        command.addAll(List.of(more));
        peers.run(command.toArray(String[]::new));
    }

    @Test
    void theInspectorSeesAndUsesWorkflows() throws Exception {
        assertThat(inspected("tools/list").path("tools").findValuesAsText("name"))
                .contains("greet", "nap", "release");
        JsonNode greeted = inspected("tools/call", "--tool-name", "greet", "--tool-arg", "name=Ada");
        assertThat(greeted.at("/content/0/text").asText()).isEqualTo("Hello, Ada!");
        String run =
                "baton://runs/" + greeted.path("_meta").path("dev.baton/run").asText();
        assertThat(inspected("resources/list").path("resources").findValuesAsText("uri"))
                .contains(run);
    }

    private static JsonNode inspected(String method, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                McpPeers.NODE,
                McpPeers.INSPECTOR,
                "--cli",
                node.url() + "/mcp",
                "--transport",
                "http",
                "--method",
                method));
        command.addAll(List.of(more));
        return JSON.readTree(peers.run(command.toArray(String[]::new)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "2025-11-25"})
    void theReferenceClientUsesWorkflows(String version) throws Exception {
        JsonNode said = JSON.readTree(peers.run(McpPeers.NODE, "client.mjs", node.url() + "/mcp", version));

        assertThat(said.path("tools").toString()).contains("\"greet\"", "\"nap\"", "\"release\"");
        assertThat(said.path("texts").valueStream().map(JsonNode::asText))
                .hasSize(4)
                .satisfies(texts -> assertThat(texts.get(0)).isEqualTo("Hello, Ada!"))
                .satisfies(texts -> assertThat(texts.get(1)).startsWith("error: The arguments do not match"))
                .satisfies(texts -> assertThat(texts.get(2)).isEqualTo("2.0 is out"))
                .satisfies(texts -> assertThat(texts.get(3)).isEqualTo("slept"));
        assertThat(said.path("asked").valueStream().map(JsonNode::asText))
                .singleElement()
                .satisfies(asked -> assertThat(asked).startsWith("Release it?"));
        assertThat(said.path("progress").asInt()).isPositive();
        assertThat(said.path("listed").asBoolean()).isTrue();
        assertThat(said.path("status").asText()).isEqualTo("completed");
        assertThat(said.path("events").asInt()).isGreaterThan(2);
        assertThat(said.path("unknown").asInt()).isEqualTo(-32602);
    }
}
