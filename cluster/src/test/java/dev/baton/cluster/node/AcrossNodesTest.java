package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever waits at one node hears of what happens at another: event streams, workers of queues, callbacks. */
final class AcrossNodesTest {

    private static final String SETTINGS =
            "baton { http.stream-heartbeat = 500ms, http-client.private-hosts = [loopback] }";
    private static final int RUNS = 12;

    private static Nodes nodes;
    private static HttpServer agent;
    private static Queue<URI> callbacks;

    @BeforeAll
    static void start() throws IOException {
        callbacks = new ConcurrentLinkedQueue<>();
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", exchange -> {
            try (exchange) {
                JsonNode request = Nodes.JSON.readTree(exchange.getRequestBody());
                callbacks.add(URI.create(request.path("callback").asText()));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        agent.start();
        nodes = new Nodes();
        nodes.start(SETTINGS);
        nodes.start(SETTINGS);
        JsonNode ignored = nodes.send(one(), "POST", "/v1/definitions:apply", "application/yaml", """
                        apiVersion: baton/v1
                        kind: Workflow
                        metadata: {name: waiting}
                        spec: {do: [{id: wait, wait: {signal: go}}]}
                        ---
                        apiVersion: baton/v1
                        kind: Agent
                        metadata: {name: worker, owner: tests}
                        spec: {mandate: Works., connector: {queue: {queue: work}}}
                        ---
                        apiVersion: baton/v1
                        kind: Agent
                        metadata: {name: later, owner: tests}
                        spec: {mandate: Calls back., connector: {http: {url: "http://127.0.0.1:%d"}}}
                        ---
                        apiVersion: baton/v1
                        kind: Workflow
                        metadata: {name: working}
                        spec: {do: [{id: work, agent: worker}]}
                        ---
                        apiVersion: baton/v1
                        kind: Workflow
                        metadata: {name: calling}
                        spec: {do: [{id: call, agent: later}]}
                        """.formatted(
                        agent.getAddress().getPort()));
    }

    @AfterAll
    static void stop() {
        nodes.close();
        agent.stop(0);
    }

    private static Node one() {
        return nodes.all().get(0);
    }

    private static Node two() {
        return nodes.all().get(1);
    }

    @Test
    void eventStreamsAtAnyNodeGoOnWhenTheirRunsMoveToAnother() {
        List<String> runs = start("waiting");
        List<CompletableFuture<List<String>>> streams = new ArrayList<>();
        for (String run : runs) {
            streams.add(events(one(), run));
            streams.add(events(two(), run));
        }
        Node third = nodes.start(SETTINGS);
        Nodes.until("some of them move to a new node", () -> shards(third) > 0);
        third.close();
        nodes.all().remove(third);
        for (String run : runs) {
            JsonNode ignored = nodes.post(two(), "/v1/runs/" + run + "/signals/go", "{}");
        }
        for (CompletableFuture<List<String>> stream : streams) {
            List<String> lines = stream.join();
            List<String> ids =
                    lines.stream().filter(line -> line.startsWith("id: ")).toList();
            assertThat(ids)
                    .as("each event once, in order")
                    .isEqualTo(IntStream.rangeClosed(1, ids.size())
                            .mapToObj(id -> "id: " + id)
                            .toList());
            assertThat(lines).contains("event: run-completed");
        }
    }

    private static int shards(Node node) {
        return nodes.get(node, "/v1/cluster")
                .path("nodes")
                .valueStream()
                .filter(member -> member.path("self").asBoolean())
                .mapToInt(member -> member.path("shards").asInt())
                .sum();
    }

    /** Ends with the run. */
    private static CompletableFuture<List<String>> events(Node node, String run) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.address().getPort() + "/v1/runs/" + run + "/events"))
                .header("Accept", "text/event-stream")
                .build();
        return nodes.client()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenApply(response -> response.body().toList());
    }

    @Test
    void aWorkerAtOneNodeGetsTheTasksOfRunsAtAny() {
        List<String> runs = start("working");
        int done = 0;
        while (done < RUNS) {
            Node here = nodes.all().get(done % 2);
            Node there = nodes.all().get(1 - done % 2);
            for (JsonNode task : nodes.post(
                            here, "/v1/queues/work:lease", "{\"worker\": \"w\", \"max\": 3, \"waitMs\": 10000}")
                    .path("tasks")) {
                JsonNode ignored = nodes.post(
                        there,
                        "/v1/tasks/" + task.path("id").asText() + ":complete",
                        "{\"worker\": \"w\", \"output\": 1}");
                done++;
            }
        }
        awaitCompleted(runs);
    }

    @Test
    void aCallbackIsTakenByAnyNode() {
        List<String> runs = start("calling");
        for (int taken = 0; taken < RUNS; taken++) {
            Nodes.until("the agent is called", () -> !callbacks.isEmpty());
            JsonNode ignored =
                    nodes.post(nodes.all().get(taken % 2), callbacks.remove().getPath(), "{\"output\": 1}");
        }
        awaitCompleted(runs);
    }

    private static List<String> start(String workflow) {
        return IntStream.range(0, RUNS)
                .mapToObj(n -> nodes.post(nodes.all().get(n % 2), "/v1/runs", "{\"workflow\": \"" + workflow + "\"}")
                        .path("id")
                        .asText())
                .toList();
    }

    private static void awaitCompleted(List<String> runs) {
        for (int n = 0; n < runs.size(); n++) {
            JsonNode ended = nodes.get(nodes.all().get(n % 2), "/v1/runs/" + runs.get(n) + "?wait=30s");
            assertThat(ended.path("status").asText()).isEqualTo("completed");
        }
    }
}
