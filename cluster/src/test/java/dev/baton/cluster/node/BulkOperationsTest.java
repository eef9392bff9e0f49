package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import dev.baton.cluster.rules.StartedNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bulk operations on real nodes, with a real store. */
class BulkOperationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATIONS = "/v1/bulk-operations";
    private static final String LONG = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: long}
            spec: {do: [{id: wait, wait: {signal: go}}]}
            """;

    @TempDir
    private Path folder;

    /** Asks a server as dana. */
    @FunctionalInterface
    private interface Server {
        HttpResponse<String> send(String method, String path, String type, String body) throws Exception;

        default JsonNode json(String method, String path, String body) throws Exception {
            HttpResponse<String> answer = send(method, path, "application/json", body);
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return JSON.readTree(answer.body());
        }

        default JsonNode get(String path) throws Exception {
            return json("GET", path, "");
        }

        default void apply(String definitions) throws Exception {
            assertThat(send("POST", "/v1/definitions:apply", "application/yaml", definitions)
                            .statusCode())
                    .isEqualTo(200);
        }

        default void start(String prefix, int count) throws Exception {
            for (int n = 0; n < count; n++) {
                json(
                        "POST",
                        "/v1/runs",
                        "{\"workflow\":\"long\",\"id\":\"%s%d\",\"labels\":{\"set\":\"%s\"}}"
                                .formatted(prefix, n, prefix));
            }
        }

        /** Looks first, as everybody must. @param request without its closing brace */
        default String begin(String request) throws Exception {
            String confirm = json("POST", OPERATIONS, request + ",\"dryRun\":true}")
                    .path("confirm")
                    .asText();
            return json("POST", OPERATIONS, request + ",\"confirm\":\"" + confirm + "\"}")
                    .path("id")
                    .asText();
        }

        default JsonNode ended(String id) {
            Nodes.until("the operation is over", () -> show(id).has("endedAt"));
            return show(id);
        }

        default JsonNode show(String id) {
            try {
                return get(OPERATIONS + "/" + id);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        default List<String> causes(String run) throws Exception {
            return get("/v1/runs/" + run + "/events").path("events").findValuesAsText("cause");
        }
    }

    private static Server of(StartedNode node) {
        return (method, path, type, body) ->
                node.send(method, path, type, body, Map.of("Baton-Principal", "person:dana"));
    }

    @Test
    void everyRunThatMatchesIsToldOnceByWhoeverAsked() throws Exception {
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            Server server = of(node);
            server.apply(LONG);
            server.start("a", 130);
            server.start("b", 3);
            server.json("POST", "/v1/runs/a7:pause", "{}");

            String id = server.begin(
                    "{\"verb\":\"pause\",\"filter\":{\"status\":[\"waiting\",\"paused\"],\"labels\":{\"set\":\"a\"}},\"reason\":\"audit\",\"runsPerSecond\":1000");
            JsonNode paused = server.ended(id);

            assertThat(paused.path("status").asText()).isEqualTo("completed");
            assertThat(paused.path("count").asInt()).isEqualTo(130);
            assertThat(paused.path("done").asInt()).isEqualTo(129);
            assertThat(paused.path("unchanged").asInt()).isOne();
            assertThat(server.get("/v1/runs?status=paused&limit=200").path("runs"))
                    .hasSize(130);
            assertThat(server.get("/v1/runs/b0").path("status").asText()).isEqualTo("waiting");
            JsonNode last = server.get("/v1/runs/a0/events").at("/events/2");
            assertThat(last.path("type").asText()).isEqualTo("run-paused");
            assertThat(last.at("/by/id").asText()).isEqualTo("dana");
            assertThat(last.path("cause").asText()).isEqualTo("bulk:" + id);

            JsonNode told = server.ended(
                    server.begin(
                            "{\"verb\":\"signal\",\"filter\":{\"status\":[\"waiting\"]},\"signal\":{\"name\":\"go\",\"payload\":7}"));
            assertThat(told.path("done").asInt()).isEqualTo(3);
            assertThat(server.get("/v1/runs/b1?wait=30s").path("output").asInt())
                    .isEqualTo(7);

            server.ended(server.begin(
                    "{\"verb\":\"resume\",\"filter\":{\"labels\":{\"set\":\"a\"}},\"runsPerSecond\":1000"));
            JsonNode refused = server.ended(
                    server.begin("{\"verb\":\"retry\",\"filter\":{\"status\":[\"completed\"],\"workflow\":\"long\"}"));
            assertThat(refused.at("/refused/run-ended").asInt()).isEqualTo(3);
            assertThat(refused.at("/problems/0/message").asText()).contains("completed");
            JsonNode terminated = server.ended(
                    server.begin("{\"verb\":\"terminate\",\"filter\":{\"workflow\":\"long\"},\"runsPerSecond\":1000"));
            assertThat(terminated.path("done").asInt()).isEqualTo(130);
            JsonNode retried = server.ended(
                    server.begin("{\"verb\":\"retry\",\"filter\":{\"workflow\":\"long\"},\"runsPerSecond\":1000"));
            assertThat(retried.path("done").asInt()).isEqualTo(130);
            assertThat(server.get("/v1/runs/a9").path("status").asText()).isEqualTo("waiting");
        }
    }

    @Test
    void runsAreMovedToAnotherVersionAndAStoppedOperationLeavesTheRestAlone() throws Exception {
        try (StartedNode node = StartedNode.in(folder, Map.of())) {
            Server server = of(node);
            server.apply(LONG);
            server.start("m", 5);
            server.apply(LONG.replace("}}]}", "}}, {id: after, set: 1}]}"));

            JsonNode moved = server.ended(
                    server.begin(
                            "{\"verb\":\"migrate\",\"version\":2,\"filter\":{\"workflow\":\"long\",\"version\":1},\"reason\":\"new\""));
            assertThat(moved.path("done").asInt()).isEqualTo(5);
            assertThat(server.get("/v1/runs?workflow=long&version=2").path("runs"))
                    .hasSize(5);

            String id = server.begin("{\"verb\":\"cancel\",\"filter\":{\"workflow\":\"long\"},\"runsPerSecond\":1");
            Nodes.until("one is told", () -> server.show(id).path("done").asInt() > 0);
            server.json("POST", OPERATIONS + "/" + id + ":stop", "{\"reason\":\"wrong ones\"}");
            JsonNode stopped = server.ended(id);

            assertThat(stopped.path("status").asText()).isEqualTo("stopped");
            assertThat(stopped.at("/stopped/reason").asText()).isEqualTo("wrong ones");
            int done = stopped.path("done").asInt();
            assertThat(done).isBetween(1, 4);
            assertThat(server.get("/v1/runs?status=cancelled").path("runs")).hasSize(done);
            assertThat(server.get("/v1/runs?status=waiting").path("runs")).hasSize(5 - done);
        }
    }

    /** kill -9 while runs are told: each has been told once in the end, and the figures are right. */
    @Test
    @Tag("slow")
    void aServerThatIsKilledGoesOnWhereItWas() throws Exception {
        try (Workspace workspace = Workspace.create("bulk", false);
                ServerProcess process = ServerProcess.prepare(
                        workspace, "", List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
                HttpClient client = HttpClient.newHttpClient()) {
            process.start();
            process.awaitReady();
            Server server = (method, path, type, body) -> client.send(
                    HttpRequest.newBuilder(process.url().resolve(path))
                            .header("Content-Type", type)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            server.apply(LONG);
            server.start("k", 60);
            String id = server.begin("{\"verb\":\"pause\",\"filter\":{\"workflow\":\"long\"},\"runsPerSecond\":20");
            for (int kill = 1; kill <= 2; kill++) {
                int before = 15 * kill;
                Nodes.until("some are told", () -> told(server, id) >= before);
                process.kill();
                process.start();
                process.awaitReady();
            }
            JsonNode ended = server.ended(id);

            assertThat(ended.path("taken").asInt()).isEqualTo(60);
            assertThat(ended.path("done").asInt()).isEqualTo(60);
            for (int n = 0; n < 60; n++) {
                assertThat(server.causes("k" + n)).containsOnlyOnce("bulk:" + id);
            }
        }
    }

    private static int told(Server server, String id) {
        JsonNode operation = server.show(id);
        return operation.path("taken").asInt() - operation.path("outstanding").asInt();
    }

    @Test
    @Tag("slow")
    void ofTwoNodesEachServesTheOperationAndEveryRunIsChangedOnce() throws Exception {
        try (Nodes nodes = new Nodes()) {
            Node one = nodes.start();
            Node two = nodes.start();
            nodes.send(one, "POST", "/v1/definitions:apply", "application/yaml", LONG);
            for (int n = 0; n < 40; n++) {
                nodes.post(n % 2 == 0 ? one : two, "/v1/runs", "{\"workflow\":\"long\",\"id\":\"t" + n + "\"}");
            }
            String request = "{\"verb\":\"pause\",\"filter\":{\"workflow\":\"long\"},\"runsPerSecond\":10";
            String confirm = nodes.post(two, OPERATIONS, request + ",\"dryRun\":true}")
                    .path("confirm")
                    .asText();
            String id = nodes.post(one, OPERATIONS, request + ",\"confirm\":\"" + confirm + "\"}")
                    .path("id")
                    .asText();
            Nodes.until(
                    "the operation is over",
                    () -> nodes.get(two, OPERATIONS + "/" + id).has("endedAt"));

            assertThat(nodes.get(two, OPERATIONS + "/" + id).path("done").asInt())
                    .isEqualTo(40);
            Map<String, Integer> paused = new HashMap<>();
            for (int n = 0; n < 40; n++) {
                nodes.get(two, "/v1/runs/t" + n + "/events")
                        .path("events")
                        .forEach(event -> paused.merge(event.path("type").asText(), 1, Integer::sum));
            }
            assertThat(paused).containsEntry("run-paused", 40);
        }
    }
}
