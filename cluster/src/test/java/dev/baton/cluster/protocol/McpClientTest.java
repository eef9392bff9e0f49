package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.io.BufferedReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of MCP servers as agents of a real node. */
class McpClientTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("connector\\.mcp\\.digest: ([0-9a-f]{64})");

    private static StartedNode node;
    private static NpmFolder peers;
    private static Path secrets;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        peers = NpmFolder.installed("mcp");
        secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("oauth-tokens"), "0123456789abcdef0123456789abcdef");
        node = StartedNode.in(
                folder, Map.of("baton.secrets.folder", secrets.toString(), "baton.secrets.refresh", "100ms"));
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
        "2025-11-25, sse-retry",
        "2025-11-25, elicitation-sep1034-client-defaults",
        "2026-07-28, auth/scope-step-up"
    })
    void aNodeIsAGoodClient(String version, String scenario) throws Exception {
        watched(version, scenario);
    }

    /** Extensions of the protocol count nowhere, so the suite leaves them out unless it is told not to. */
    @ParameterizedTest
    @ValueSource(strings = {"auth/client-credentials-jwt", "auth/wif-jwt-bearer"})
    void aNodeGetsTokensWithoutAPerson(String scenario) throws Exception {
        watched("2026-07-28", scenario, "--force");
    }

    /** All scenarios that the suite scores; it ends with a failure if one of them does. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "2025-11-25"})
    void aNodeIsAGoodClientInEveryWayThatCounts(String version) throws Exception {
        suite("--requirements", version);
    }

    /** The others there are, but for tokens that are bound to a key (auth/dpop, auth/dpop-nonce): no client of ours has one. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth/client-credentials-basic",
                "auth/enterprise-managed-authorization",
                "json-schema-2020-12-preservation"
            })
    void aNodeIsAGoodClientInOtherWays(String scenario) throws Exception {
        watched("2026-07-28", scenario, "--force");
    }

    private static void watched(String version, String scenario, String... more) throws Exception {
        List<String> what = new ArrayList<>(List.of("--spec-version", version, "--scenario", scenario));
        what.addAll(List.of(more));
        suite(what.toArray(String[]::new));
    }

    private static void suite(String... what) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                McpPeers.NODE,
                McpPeers.SUITE,
                "client",
                "--command",
                McpPeers.NODE + " use.mjs " + node.url() + " " + secrets));
        command.addAll(List.of(what));
        peers.run(command.toArray(String[]::new));
    }

    @Test
    void theReferenceServersToolsAreAgentsOnceTheyAreApproved() throws Exception {
        serving("everything.mjs", url -> {
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
        });
    }

    @Test
    void toolsOfTheReferenceSdkAreAgentsAndAskOthers() throws Exception {
        send("PUT", "/v1/agents/yes", agent("yes", "{expression: {output: {confirm: true}}}"));
        serving("server.mjs", url -> {
            String adding = ", digest: " + approval("adder", url, "add", "");
            String deploying = ", onInput: yes, digest: " + approval("deployer", url, "deploy", "");

            assertThat(run("adder", url, "add", adding, "{\"a\": 1, \"b\": 2}")
                            .at("/output/sum")
                            .asInt())
                    .isEqualTo(3);
            assertThat(run("deployer", url, "deploy", deploying, "{\"to\": \"prod\"}")
                            .path("output")
                            .asText())
                    .isEqualTo("deployed to prod");
        });
    }

    /** What is done while a server of others runs. */
    private interface Use {
        void of(String url) throws Exception;
    }

    private static void serving(String program, Use use) throws Exception {
        Process server = peers.start(McpPeers.NODE, program);
        try (BufferedReader says = server.inputReader(StandardCharsets.UTF_8)) {
            use.of(says.lines()
                    .filter(line -> line.startsWith("http://127."))
                    .findFirst()
                    .orElseThrow());
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
