package dev.baton.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.baton.cluster.crash.Answer;
import dev.baton.cluster.crash.Api;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of A2A, in both directions, outlive {@code kill -9} of the server. */
@Tag("slow")
final class RemoteTaskCrashIT {

    @TempDir
    private Path folder;

    private ServerProcess server;
    private Api api;

    @BeforeEach
    void prepare() {
        server = new ServerProcess(
                folder, "baton.persistence { store = sqlite, sqlite.file = \"" + folder.resolve("baton.db") + "\" }\n");
        api = new Api(() -> List.of(server.url()));
        server.start();
        server.awaitReady();
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private void killAndStart() {
        server.kill();
        server.start();
        server.awaitReady();
    }

    private JsonNode given(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Given.class);
        assertThat(((Answer.Given) answer).status()).as(answer.toString()).isBetween(200, 201);
        return ((Answer.Given) answer).body();
    }

    /** The agent goes on until somebody subscribes to its task, and says how often it was begun. */
    @ParameterizedTest
    @ValueSource(strings = {"jsonrpc", "rest", "old"})
    void aTaskThatTheReferenceAgentStreamsIsHeardOnByItsIdAndBegunOnce(String binding) throws Exception {
        Process agent = NpmFolder.installed("actors", "a2a").start("node", "agent.mjs", binding, "streaming");
        try (BufferedReader says = agent.inputReader(StandardCharsets.UTF_8)) {
            api.define("""
                    apiVersion: baton/v1
                    kind: Agent
                    metadata: {name: remote, owner: tests}
                    spec: {mandate: Tells., connector: {a2a: {url: "%s"}}}
                    ---
                    apiVersion: baton/v1
                    kind: Workflow
                    metadata: {name: telling}
                    spec: {do: [{id: tell, agent: remote, timeout: PT10M}]}
                    """.formatted(says.readLine()));
            String run = given(api.post(
                            "/v1/runs",
                            "{\"workflow\": \"telling\", \"input\": \"tell me until you are heard again\"}"))
                    .path("id")
                    .asText();
            Awaiting.until(
                    "its task is recorded",
                    () -> api.read("/v1/runs/" + run + "/events").toString().contains("attempt-progressed"));

            killAndStart();
            Awaiting.until(
                    "the run has ended",
                    () -> !api.read("/v1/runs/" + run).path("status").asText().equals("running"));

            JsonNode ended = api.read("/v1/runs/" + run);
            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("completed");
            assertThat(ended.path("output").toString()).contains("\"begun\":1", "\"subscribed\":1");
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    void whoCouldNotBeNotifiedBeforeTheServerWasKilledIsNotifiedAfterwards() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        AtomicInteger status = new AtomicInteger(503);
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            heard.add(status + " " + body);
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        listener.start();
        try {
            api.define("""
                    apiVersion: baton/v1
                    kind: Workflow
                    metadata: {name: echo}
                    spec: {do: [{id: echo, set: "${ input }"}]}
                    """);
            String url = "http://127.0.0.1:" + listener.getAddress().getPort() + "/";
            given(api.post(
                    "/a2a/echo/message:send",
                    "{\"message\": {\"messageId\": \"m1\", \"parts\": [{\"data\": {\"text\": \"hello\"}}]},"
                            + " \"configuration\": {\"taskPushNotificationConfig\": {\"url\": \"" + url + "\"}}}"));
            Awaiting.until("it was tried", () -> !heard.isEmpty());

            server.kill();
            status.set(200);
            server.start();
            server.awaitReady();
            Awaiting.until(
                    "the output and the end have come",
                    () -> heard.stream().anyMatch(one -> one.startsWith("200") && one.contains("hello"))
                            && heard.stream()
                                    .anyMatch(one -> one.startsWith("200") && one.contains("TASK_STATE_COMPLETED")));
        } finally {
            listener.stop(0);
        }
    }
}
