package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.cluster.rules.StartedNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push notifications that a node could not deliver before it ended come from the one that follows it. */
class NotificationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final String WORKFLOW =
            "{apiVersion: baton/v1, kind: Workflow, metadata: {name: release}, spec: {do: [{id: signoff,"
                    + " description: Release it?, approval: {}}, {id: say, set: it is out}]}}";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile int status = 503;

    @Test
    void whoCouldNotBeReachedIsToldAfterARestart(@TempDir Path folder) throws Exception {
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            heard.add(status + " " + body);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        listener.start();
        try {
            String task;
            try (StartedNode node = StartedNode.in(folder, Map.of())) {
                assertThat(node.send("PUT", "/v1/workflows/release", "application/yaml", WORKFLOW)
                                .statusCode())
                        .isEqualTo(201);
                String url = "http://127.0.0.1:" + listener.getAddress().getPort() + "/";
                task = send(node, "'m1'", ", 'configuration': {'taskPushNotificationConfig': {'url': '" + url + "'}}")
                        .at("/task/id")
                        .asText();
                await("503", "INPUT_REQUIRED");
            }
            status = 200;
            try (StartedNode node = StartedNode.in(folder, Map.of())) {
                await("200", "INPUT_REQUIRED");
                send(node, "'m2', 'taskId': '" + task + "'", "");
                await("200", "it is out");
                await("200", "COMPLETED");
                JsonNode left = JSON.readTree(node.get("/a2a/release/tasks/" + task + "/pushNotificationConfigs")
                        .body());
                assertThat(left.has("configs")).as(left.toString()).isTrue();
            }
        } finally {
            listener.stop(0);
        }
    }

    /**
     * Both ends are this node, which does not say that it streams. Unless it is told, the caller asks again only after a
     * minute, which is longer than is waited.
     */
    @Test
    void anAgentThatNotifiesIsNotWaitedForLongerThanItTakes(@TempDir Path folder) throws Exception {
        HttpServer cards = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cards.start();
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            cards.createContext("/nap.json", exchange -> serveCardWithoutStreams(node, exchange));
            apply(
                    node,
                    "workflows/nap",
                    "{kind: Workflow, metadata: {name: nap}, spec: {do: [{id: rest, wait: {for: PT1S}}, {id: say, set: slept}]}");
            apply(
                    node,
                    "agents/napper",
                    "{kind: Agent, metadata: {name: napper, owner: tests}, spec: {mandate: Naps., connector: {a2a: {url: 'http://127.0.0.1:"
                            + cards.getAddress().getPort() + "/nap.json', push: true}}}");
            apply(
                    node,
                    "workflows/rest",
                    "{kind: Workflow, metadata: {name: rest}, spec: {do: [{id: nap, agent: napper, timeout: PT10M}]}");

            JsonNode run = JSON.readTree(node.send(
                            "POST", "/v1/runs?wait=30s", "application/json", "{\"workflow\": \"rest\", \"input\": {}}")
                    .body());

            assertThat(run.path("output").asText()).as(run.toString()).isEqualTo("slept");
        } finally {
            cards.stop(0);
        }
    }

    private static void serveCardWithoutStreams(StartedNode node, HttpExchange exchange) throws IOException {
        try (exchange) {
            String card = node.get("/a2a/nap/.well-known/agent-card.json").body();
            byte[] bytes = card.replaceFirst("\"streaming\" *: *true", "\"streaming\":false")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void apply(StartedNode node, String path, String definition) throws Exception {
        HttpResponse<String> applied =
                node.send("PUT", "/v1/" + path, "application/yaml", definition + ", apiVersion: baton/v1}");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(201);
    }

    private static JsonNode send(StartedNode node, String id, String more) throws Exception {
        String body = "{'message': {'messageId': " + id + ", 'parts': [{'text': 'approve'}]}" + more + "}";
        HttpResponse<String> answer =
                node.send("POST", "/a2a/release/message:send", "application/json", body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private void await(String status, String what) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (heard.stream().noneMatch(one -> one.startsWith(status) && one.contains(what))) {
            assertThat(System.nanoTime() - deadline)
                    .as(status + " " + what + " in " + heard)
                    .isNegative();
            LockSupport.parkNanos(10_000_000);
        }
    }
}
