package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.io.BufferedReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools of MCP servers as agents of a real node. */
class McpClientTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("connector\\.mcp\\.digest: ([0-9a-f]{64})");

    private static StartedNode node;
    private static NpmFolder peers;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        peers = NpmFolder.installed("mcp");
        node = StartedNode.in(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** The suite's own servers watch what the node does, and end it with a failure if that is not right. */
    @ParameterizedTest
    @CsvSource({
        "2026-07-28, request-metadata",
        "2026-07-28, sep-2322-client-request-state",
        "2026-07-28, http-custom-headers",
        "2025-11-25, tools_call",
        "2025-11-25, sse-retry"
    })
    void aNodeIsAGoodClient(String version, String scenario) throws Exception {
        watched(version, scenario);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "2026-07-28, tools_call",
        "2026-07-28, http-standard-headers",
        "2026-07-28, http-invalid-tool-headers",
        "2026-07-28, json-schema-ref-no-deref",
        "2025-11-25, initialize"
    })
    void aNodeIsAGoodClientInEveryOtherWay(String version, String scenario) throws Exception {
        watched(version, scenario);
    }

    private static void watched(String version, String scenario) throws Exception {
        peers.run(
                McpPeers.NODE,
                McpPeers.SUITE,
                "client",
                "--command",
                McpPeers.NODE + " use.mjs " + node.url(),
                "--spec-version",
                version,
                "--scenario",
                scenario);
    }

    @Test
    void theReferenceServersToolsAreAgentsOnceTheyAreApproved() throws Exception {
        Process server = peers.start(McpPeers.NODE, "everything.mjs");
        try (BufferedReader says = server.inputReader(StandardCharsets.UTF_8)) {
            String url = says.lines()
                    .filter(line -> line.startsWith("http://127."))
                    .findFirst()
                    .orElseThrow();
            String digest = approval("echo", url, "echo", "");

            assertThat(run("echo", url, "echo", ", digest: " + digest, "{\"message\": \"hello\"}")
                            .path("output")
                            .asText())
                    .isEqualTo("Echo: hello");
            JsonNode changed = run("echo", url, "echo", ", digest: " + new StringBuilder(digest).reverse(), "{}");
            assertThat(changed.at("/error/kind").asText()).isEqualTo("policy");
            assertThat(changed.at("/error/message").asText()).contains("tool-changed", digest);
            assertThat(run("none", url, "none", "", "{}").at("/error/message").asText())
                    .contains("has no tool none");
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aTaskIsWatchedAndAQuestionGoesToAPerson() throws Exception {
        send(
                "PUT",
                "/v1/workflows/nap",
                "{apiVersion: baton/v1, kind: Workflow, metadata: {name: nap}, spec: {do: "
                        + "[{id: rest, wait: {for: PT1.5S}}, {id: ask, wait: {signal: user, payload: {type: object,"
                        + " required: [name], properties: {name: {type: string}}}}},"
                        + " {id: say, set: 'slept, ${ steps.ask.output.name }'}]}}");
        send("PUT", "/v1/agents/clerk", agent("clerk", "{human: {title: Answer}}"));
        String url = node.url() + "/mcp";
        String digest = approval("napper", url, "nap", ", onInput: clerk");
        define("napper", url, "nap", ", onInput: clerk, digest: " + digest);

        JsonNode started = send("POST", "/v1/runs", "{\"workflow\": \"napper\", \"input\": {}}");
        String id = started.path("id").asText();
        String task = untilAsked();
        assertThat(get("/v1/approvals/" + task).at("/subject/question").asText())
                .isEqualTo("ask waits for 'user'.");
        send("POST", "/v1/approvals/" + task + ":approve", "{\"output\": {\"name\": \"Ada\"}}");

        JsonNode ended = get("/v1/runs/" + id + "?wait=30s");
        assertThat(ended.path("output").asText()).as(ended.toString()).isEqualTo("slept, Ada");
        assertThat(get("/v1/runs/" + id + "/events").toString()).contains("\"task\"");
    }

    private static String untilAsked() throws Exception {
        for (int i = 0; i < 600; i++) {
            JsonNode open = get("/v1/approvals?status=open").path("approvals");
            if (!open.isEmpty()) {
                return open.get(0).path("id").asText();
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("nobody was asked");
    }

    /** What an agent that nobody has approved says is to be approved. */
    private static String approval(String name, String url, String tool, String more) throws Exception {
        JsonNode refused = run(name, url, tool, more, "{}");
        Matcher digest = DIGEST.matcher(refused.at("/error/message").asText());
        assertThat(digest.find()).as(refused.toString()).isTrue();
        return digest.group(1);
    }

    private static JsonNode run(String name, String url, String tool, String more, String input) throws Exception {
        define(name, url, tool, more);
        return send("POST", "/v1/runs?wait=30s", "{\"workflow\": \"" + name + "\", \"input\": " + input + "}");
    }

    private static void define(String name, String url, String tool, String more) throws Exception {
        send("PUT", "/v1/agents/" + name, agent(name, "{mcp: {url: '" + url + "', tool: " + tool + more + "}}"));
        send(
                "PUT",
                "/v1/workflows/" + name,
                "{apiVersion: baton/v1, kind: Workflow, metadata: {name: " + name + "}, spec: {do: [{id: use, agent: "
                        + name + "}]}}");
    }

    private static String agent(String name, String connector) {
        return "{apiVersion: baton/v1, kind: Agent, metadata: {name: " + name
                + ", owner: tests}, spec: {mandate: Works for a test., connector: " + connector + "}}";
    }

    private static JsonNode get(String path) throws Exception {
        return JSON.readTree(node.get(path).body());
    }

    private static JsonNode send(String method, String path, String body) throws Exception {
        String type = method.equals("PUT") ? "application/yaml" : "application/json";
        HttpResponse<String> answer = node.send(method, path, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }
}
