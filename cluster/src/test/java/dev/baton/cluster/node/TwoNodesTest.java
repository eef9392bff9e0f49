package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Any node serves any run. */
final class TwoNodesTest {

    private static final String DEFINITIONS = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: waiting}
            spec:
              do:
                - {id: wait, wait: {signal: go}}
                - {id: said, set: "${ steps.wait.output }"}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: asking}
            spec:
              do:
                - {id: ok, approval: {role: legal}}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: parent}
            spec:
              do:
                - id: children
                  map:
                    over: "${ input.items }"
                    as: item
                    concurrency: 50
                    do: [{id: child, workflow: waiting}]
            """;
    private static Nodes nodes;
    private static Node one;
    private static Node two;

    @BeforeAll
    static void start() throws IOException {
        nodes = new Nodes();
        nodes.olderNodeComes();
        one = nodes.start();
        two = nodes.start();
        apply();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static void apply() {
        List<String> names = List.of("waiting", "asking", "parent");
        String[] definitions = DEFINITIONS.split("---\n");
        for (int i = 0; i < definitions.length; i++) {
            JsonNode ignored =
                    nodes.send(one, "PUT", "/v1/workflows/" + names.get(i), "application/yaml", definitions[i]);
        }
    }

    @Test
    void nodesWriteWhatOlderOnesCanReadAsLongAsThereAreAny() {
        for (Node node : nodes.all()) {
            assertThat(nodes.text(node, "/metrics")).contains("baton_format_level 1.0");
        }

        nodes.olderNodeGoes();

        for (Node node : nodes.all()) {
            Nodes.until(
                    "it writes the next level",
                    () -> nodes.text(node, "/metrics").contains("baton_format_level 2.0"));
        }
        assertThat(nodes.postgres().query("SELECT value FROM setting WHERE name = 'format.active'"))
                .isEqualTo("2");
    }

    @Test
    void whatANewerVersionHasWrittenIsLeftToIt() {
        definition("workflow", "{\"do\":[{\"id\":\"a\",\"debate\":{\"rounds\":3}}]}");
        JsonNode applied = nodes.send(one, "PUT", "/v1/schedules/of-tomorrow", "application/yaml", """
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: of-tomorrow}
                spec: {workflow: waiting, every: PT1H}
                """);
        nodes.postgres()
                .change("UPDATE schedule SET wake_at = 0, state = replace(replace(state, 'every', 'everyOther'), '"
                        + applied.path("digest").asText() + "', 'of-tomorrow') WHERE name = 'of-tomorrow'");
        definition("trigger", "{\"webhook\":{\"signature\":\"quantum\",\"secrets\":[]},\"signal\":{}}");

        for (Node node : nodes.all()) {
            assertThatThrownBy(() -> nodes.post(node, "/v1/runs", "{\"workflow\": \"of-tomorrow\", \"version\": 1}"))
                    .hasMessageContaining("503")
                    .hasMessageContaining("definition-unreadable");
            assertThatThrownBy(() -> nodes.post(node, "/v1/hooks/of-tomorrow", "{}"))
                    .hasMessageContaining("503")
                    .hasMessageContaining("definition-unreadable");
            assertThat(nodes.get(node, "/v1/workflows/of-tomorrow")
                            .at("/definition/spec/do/0/debate/rounds")
                            .asInt())
                    .isEqualTo(3);
            assertThatThrownBy(() -> nodes.get(node, "/v1/schedules/of-tomorrow"))
                    .hasMessageContaining("503")
                    .hasMessageContaining("definition-unreadable");
            assertThat(nodes.get(node, "/v1/triggers").path("triggers")).hasSize(1);
            assertThat(nodes.get(node, "/v1/schedules").toString()).contains("of-tomorrow");
        }
    }

    private static void definition(String kind, String spec) {
        nodes.postgres()
                .change("INSERT INTO definition(kind, tenant, name, version, digest, canonical, source, created_at,"
                        + " created_by) VALUES ('" + kind + "', 'default', 'of-tomorrow', 1, 'of-tomorrow', '"
                        + "{\"apiVersion\":\"baton/v1\",\"kind\":\"" + kind + "\",\"metadata\":"
                        + "{\"name\":\"of-tomorrow\"},\"spec\":" + spec + "}', '', 0, 'tomorrow')");
    }

    @Test
    void aRunThatIsStartedOnOneNodeGoesOnThroughTheOther() {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            runs.add(nodes.post(two, "/v1/runs", "{\"workflow\": \"waiting\"}")
                    .path("id")
                    .asText());
        }
        for (String run : runs) {
            assertThat(nodes.get(one, "/v1/runs/" + run).path("status").asText())
                    .isEqualTo("waiting");
            JsonNode ignored = nodes.post(one, "/v1/runs/" + run + "/signals/go", "{\"payload\": \"now\"}");
            JsonNode ended = nodes.get(two, "/v1/runs/" + run + "?wait=30s");
            assertThat(ended.path("status").asText()).isEqualTo("completed");
        }
        for (Node node : nodes.all()) {
            JsonNode status = nodes.get(node, "/v1/cluster");
            assertThat(status.path("nodes")).hasSize(2).allSatisfy(member -> {
                assertThat(member.path("status").asText()).isEqualTo("up");
                assertThat(member.path("shards").asInt()).isGreaterThan(5);
            });
        }
    }

    @Test
    void childRunsLiveOnAnyNodeAndTheirEndsReachTheParent() {
        String items = "[" + "1,".repeat(29) + "1]";
        String parent = nodes.post(one, "/v1/runs", "{\"workflow\": \"parent\", \"input\": {\"items\": " + items + "}}")
                .path("id")
                .asText();
        Nodes.until("all children wait", () -> children(parent, "waiting").size() == 30);
        for (String child : children(parent, "waiting")) {
            JsonNode ignored = nodes.post(two, "/v1/runs/" + child + "/signals/go", "{}");
        }
        assertThat(nodes.get(two, "/v1/runs/" + parent + "?wait=60s")
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    private static Set<String> children(String parent, String status) {
        Set<String> ids = new HashSet<>();
        nodes.get(one, "/v1/runs?parent=" + parent + "&status=" + status + "&limit=100")
                .path("runs")
                .forEach(run -> ids.add(run.path("id").asText()));
        return ids;
    }

    @Test
    void anApprovalIsDecidedOnAnyNode() {
        for (int i = 0; i < 10; i++) {
            String run = nodes.post(one, "/v1/runs", "{\"workflow\": \"asking\"}")
                    .path("id")
                    .asText();
            String approval = approvalOf(run);
            JsonNode ignored = nodes.post(two, "/v1/approvals/" + approval + ":approve", "{}");
            assertThat(nodes.get(one, "/v1/runs/" + run + "?wait=30s")
                            .path("status")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    private static String approvalOf(String run) {
        for (JsonNode approval : nodes.get(two, "/v1/approvals?status=open").path("approvals")) {
            if (approval.path("run").asText().equals(run)) {
                return approval.path("id").asText();
            }
        }
        throw new AssertionError("there is no approval of " + run);
    }

    @Test
    void aRequestOfAlmostTheLargestSizeReachesARunOnAnyNode() {
        String large = "x".repeat(7_000_000);
        for (int i = 0; i < 6; i++) {
            String run = nodes.post(
                            nodes.all().get(i % 2),
                            "/v1/runs",
                            "{\"workflow\": \"waiting\", \"input\": {\"text\": \"" + large + "\"}}")
                    .path("id")
                    .asText();
            assertThat(nodes.get(one, "/v1/runs/" + run).path("status").asText())
                    .isEqualTo("waiting");
        }
    }

    @Test
    void aRunThatIsTooLargeForAMessageIsSeenWhole() {
        String large = "x".repeat(700_000);
        for (int i = 0; i < 4; i++) {
            String run = nodes.post(one, "/v1/runs", "{\"workflow\": \"waiting\"}")
                    .path("id")
                    .asText();
            for (Node node : nodes.all()) {
                JsonNode ignored = nodes.post(
                        node,
                        "/v1/runs/" + run + "/signals/other",
                        "{\"payload\": \"" + large.substring(i * 170_000) + "\"}");
            }
            for (Node node : nodes.all()) {
                assertThat(nodes.get(node, "/v1/runs/" + run).path("status").asText())
                        .isEqualTo("waiting");
            }
        }
    }

    @Test
    void schedulesFireWhicheverNodeHasTheirShardsAlsoThoseOfShardsThatNobodyHas() {
        StringBuilder schedules = new StringBuilder();
        for (int n = 0; n < 12; n++) {
            schedules.append("""
                    ---
                    apiVersion: baton/v1
                    kind: Schedule
                    metadata: {name: tick-%d}
                    spec: {workflow: waiting, every: PT1S, input: {name: x}}
                    """.formatted(n));
        }
        JsonNode applied = nodes.send(one, "POST", "/v1/definitions:apply", "application/yaml", schedules.toString());
        assertThat(applied.toString()).contains("tick-11");

        for (int n = 0; n < 12; n++) {
            String schedule = "/v1/schedules/tick-" + n;
            Nodes.until(
                    schedule,
                    () -> nodes.get(two, schedule).at("/counts/started").asInt() >= 1
                            || nodes.get(two, schedule).at("/counts/failed").asInt() >= 1);
            assertThat(nodes.post(two, schedule + ":pause", "{}").has("paused")).isTrue();
        }
    }

    @Test
    void anAgentHasNoMoreCallsThanItMayOfAllNodesTogether() throws IOException {
        int allowed = 4;
        int runs = 40;
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean answers = new AtomicBoolean();
        Queue<HttpExchange> held = new ConcurrentLinkedQueue<>();
        HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", call -> {
            call.getRequestBody().readAllBytes();
            held.add(call);
            asked.incrementAndGet();
            answerAll(answers, held);
        });
        agent.start();
        try {
            JsonNode ignored = nodes.send(one, "PUT", "/v1/agents/narrow", "application/yaml", """
                    apiVersion: baton/v1
                    kind: Agent
                    metadata: {name: narrow, owner: tests}
                    spec:
                      mandate: Takes few calls at a time.
                      connector: {http: {url: "http://127.0.0.1:%d/"}}
                      limits: {concurrency: %d}
                    """.formatted(
                            agent.getAddress().getPort(), allowed));
            JsonNode applied = nodes.send(one, "PUT", "/v1/workflows/calling", "application/yaml", """
                    apiVersion: baton/v1
                    kind: Workflow
                    metadata: {name: calling}
                    spec:
                      do: [{id: call, agent: narrow, input: {}}]
                    """);
            Set<String> started = new HashSet<>();
            for (int run = 0; run < runs; run++) {
                started.add(nodes.post(nodes.all().get(run % 2), "/v1/runs", "{\"workflow\": \"calling\"}")
                        .path("id")
                        .asText());
            }
            Nodes.until(
                    "each call is made or waits", () -> asked.get() + callsWaiting(one) + callsWaiting(two) == runs);
            assertThat(asked).hasValue(allowed);
            answers.set(true);
            answerAll(answers, held);
            for (String run : started) {
                assertThat(nodes.get(one, "/v1/runs/" + run + "?wait=60s")
                                .path("status")
                                .asText())
                        .isEqualTo("completed");
            }
        } finally {
            agent.stop(0);
        }
    }

    private static int callsWaiting(Node node) {
        return nodes.text(node, "/metrics")
                .lines()
                .filter(sample -> sample.startsWith("baton_agents_calls_waiting "))
                .mapToInt(sample -> (int) Double.parseDouble(sample.substring(sample.indexOf(' '))))
                .sum();
    }

    private static void answerAll(AtomicBoolean answers, Queue<HttpExchange> held) {
        for (HttpExchange call = answers.get() ? held.poll() : null; call != null; call = held.poll()) {
            answer(call);
        }
    }

    private static void answer(HttpExchange call) {
        byte[] output = "{\"output\": {}}".getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.getResponseHeaders().add("Content-Type", "application/json");
            call.sendResponseHeaders(200, output.length);
            call.getResponseBody().write(output);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
