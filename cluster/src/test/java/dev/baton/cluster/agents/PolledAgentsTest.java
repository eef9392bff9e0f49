package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PolledAgentsTest {

    @TempDir
    private Path folder;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    /** A node that would wait in vain for somebody to take its runs when it ends. */
    private static final Map<String, Object> PATIENT = Map.of(
            "pekko.cluster.sharding.handoff-timeout", "10m",
            "pekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout", "10m");

    @Test
    @Timeout(120)
    void workThatAnAgentHasBegunIsWatchedOnByTheNextNode() throws IOException {
        HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/jobs", this::serve);
        agent.start();
        try {
            try (Desk desk = Desk.at(folder, PATIENT)) {
                desk.agent("crew", """
                        connector: {http: {url: 'http://127.0.0.1:%d', path: /jobs, body: {of: '${ input.from }'}, output: /result,
                          poll: {path: '/jobs/${ answer.id }', every: PT0.02S, done: {at: /state, is: [done]}}}}
                        """.formatted(agent.getAddress().getPort()).replace("\n", " "));
                desk.workflow("crewed", "{do: [{id: a, agent: crew}]}");
                desk.start("r", "crewed", 0);
                desk.until("/v1/runs/r", ignored -> asked.get() > 0);
            }
            done.set(true);
            try (Desk desk = Desk.at(folder)) {
                assertThat(desk.untilEnded("r").path("output").asText()).isEqualTo("of job-1");
            }
            assertThat(begun).hasValue(1);
        } finally {
            agent.stop(0);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/jobs")) {
            answer(exchange, "{\"id\": \"job-" + begun.incrementAndGet() + "\"}");
            return;
        }
        asked.incrementAndGet();
        answer(exchange, """
                {"state": "%s", "result": "of %s"}""".formatted(done.get() ? "done" : "running", path.substring("/jobs/".length())));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
