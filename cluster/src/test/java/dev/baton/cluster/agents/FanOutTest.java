package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with ten thousand items for an agent that does not come to an end beside small ones. */
class FanOutTest {

    private static final int ITEMS = 10_000;
    private static final int AT_ONCE = 5;
    private static final String EACH_OF_MANY =
            "{do: [{id: each, map: {over: '${ input.items }', as: item, concurrency: 1000, do: [{id: ask, agent: %s, input: {n: 1}}]}}]}";
    private static final String ONE = "{\"worker\": \"w\", \"max\": 1, \"waitMs\": 10000}";

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Semaphore ends = new Semaphore(0);

    private void serve(HttpExchange exchange) throws IOException {
        JsonNode request = Desk.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (exchange.getRequestURI().getPath().equals("/slow")) {
            asked.add(request.path("run").asText());
            ends.acquireUninterruptibly();
        }
        byte[] answer = "{\"output\": 1}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static void startHuge(Desk desk, String id, String workflow) {
        String items = IntStream.range(0, ITEMS).mapToObj(String::valueOf).collect(Collectors.joining(","));
        desk.post(201, "/v1/runs", """
                {"id": "%s", "workflow": "%s", "input": {"items": [%s]}}""".formatted(id, workflow, items));
    }

    @Test
    void smallRunsGoOnBesideAHugeFanOutToASlowAgentAlsoToTheSameAgent() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        try (Desk desk = Desk.at(folder)) {
            String url = "connector: {http: {url: 'http://127.0.0.1:"
                    + server.getAddress().getPort();
            desk.agent("slow", url + "/slow'}}, limits: {timeout: PT1H, concurrency: " + AT_ONCE + "}");
            desk.agent("fast", url + "/fast'}}");
            desk.workflow("huge", EACH_OF_MANY.formatted("slow"));
            desk.workflow("quick", "{do: [{id: a, agent: fast}, {id: b, agent: fast}]}");
            desk.workflow("patient", "{do: [{id: a, agent: slow}]}");
            startHuge(desk, "huge", "huge");
            desk.untilMetric("baton_agents_calls_waiting", 1000 - AT_ONCE);

            List<String> quick =
                    IntStream.range(0, 20).mapToObj(n -> "quick-" + n).toList();
            quick.forEach(id -> desk.start(id, "quick", 0));
            quick.forEach(id ->
                    assertThat(desk.untilEnded(id).path("status").asText()).isEqualTo("completed"));
            assertThat(asked).as("nobody was let through meanwhile").hasSize(AT_ONCE);

            desk.start("patient", "patient", 0);
            desk.untilMetric("baton_agents_calls_waiting", 1001 - AT_ONCE);
            ends.release(2);
            desk.until("/v1/runs/patient", ignored -> asked.size() >= AT_ONCE + 2);
            assertThat(asked)
                    .as("it is the turn of the small run after one of the huge one")
                    .contains("patient");
        } finally {
            ends.release(ITEMS * 2);
            server.stop(0);
        }
    }

    @Test
    void aSmallRunsTaskIsNotBehindAThousandOthersInTheQueueOfWorkers() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("worker", "connector: {queue: {queue: work}}, limits: {timeout: PT1H, concurrency: 1000}");
            desk.workflow("huge", EACH_OF_MANY.formatted("worker"));
            desk.workflow("small", "{do: [{id: a, agent: worker}]}");
            startHuge(desk, "huge", "huge");
            untilQueued(desk, "huge");
            desk.start("small", "small", 0);
            untilQueued(desk, "small");

            List<String> runs = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                runs.add(desk.post(200, "/v1/queues/work:lease", ONE)
                        .at("/tasks/0/request/run")
                        .asText());
            }
            assertThat(runs).contains("huge", "small");
        }
    }

    private static void untilQueued(Desk desk, String run) {
        desk.until("/v1/runs/" + run, answer -> answer.path("status").asText().equals("waiting"));
    }
}
