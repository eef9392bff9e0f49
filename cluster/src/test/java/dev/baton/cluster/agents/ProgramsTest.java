package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

    @TempDir
    private Path folder;

    /** Calls that the program got and has not answered. */
    private final BlockingQueue<HttpExchange> calls = new LinkedBlockingQueue<>();

    private HttpServer program;

    @BeforeEach
    void listen() throws IOException {
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.createContext("/", calls::add);
        program.start();
    }

    @AfterEach
    void stop() {
        program.stop(0);
    }

    private String connector() {
        return "connector: {http: {url: 'http://127.0.0.1:"
                + program.getAddress().getPort() + "/'}}";
    }

    private HttpExchange call() throws InterruptedException {
        HttpExchange call = calls.poll(1, TimeUnit.MINUTES);
        assertThat(call).as("a call").isNotNull();
        return call;
    }

    private static void answer(HttpExchange call, int status, String body) {
        try (call) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anOutputByCallbackThatDoesNotMatchFailsTheAttemptAsInvalidOutput() throws Exception {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("later", connector() + ", output: {type: object, required: [n]}");
            desk.workflow("calling", "{do: [{id: a, agent: later, retry: {maxAttempts: 1}}]}");
            desk.start("r", "calling", 0);
            HttpExchange call = call();
            JsonNode request = Desk.json(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(call, 202, "");

            String callback = URI.create(request.path("callback").asText()).getPath();
            JsonNode refused = desk.post(422, callback, "{\"output\": {\"m\": 1}}");
            assertThat(refused.path("code").asText()).isEqualTo("invalid-output");
            JsonNode run = desk.untilEnded("r");
            assertThat(run.path("status").asText()).isEqualTo("failed");
            assertThat(run.at("/error/kind").asText()).isEqualTo("invalid-output");
        }
    }

    @Test
    void callsThatWaitForASlowAgentDoNotTimeOut() throws Exception {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("slow", connector() + ", limits: {concurrency: 1, timeout: PT1S}");
            desk.workflow("calling", "{do: [{id: a, agent: slow, retry: {maxAttempts: 1}}]}");
            List<String> runs = List.of("r1", "r2", "r3", "r4");
            for (String run : runs) {
                desk.start(run, "calling", 0);
            }
            // Nobody answers the first three: each has its second, and the last has waited for three when it is asked.
            List<HttpExchange> ignored = List.of(call(), call(), call());
            answer(call(), 200, "{\"output\": 1}");

            long completed = runs.stream()
                    .filter(run -> desk.untilEnded(run).path("status").asText().equals("completed"))
                    .count();
            assertThat(completed).isEqualTo(1);
            assertThat(calls).isEmpty();
            ignored.forEach(HttpExchange::close);
        }
    }

    @Test
    void anAgentThatAcceptsAndNeverAnswersTimesOutByItsOwnLimit() throws Exception {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("silent", connector() + ", limits: {timeout: PT1S}");
            desk.workflow("calling", "{do: [{id: a, agent: silent, retry: {maxAttempts: 1}}]}");
            desk.start("r", "calling", 0);
            answer(call(), 202, "");
            assertThat(desk.untilEnded("r").at("/error/kind").asText()).isEqualTo("timeout");
        }
    }
}
