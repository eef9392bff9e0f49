package dev.baton.persistence.queue;

import static dev.baton.persistence.queue.QueueNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.actors.connector.queue.Lease;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.TestStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that work in turns, on a store that older nodes read as well. */
class OlderNodesTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final String CALL = """
            {"id": "c", "model": "m", "choices": [{"finish_reason": "tool_calls", "message": {"role": "assistant",
             "content": "Let me ask.", "tool_calls": [
              {"id": "t", "type": "function", "function": {"name": "worker", "arguments": "{}"}}]}}]}""";
    private static final String ANSWER = """
            {"id": "d", "model": "m", "choices": [{"finish_reason": "stop",
             "message": {"role": "assistant", "content": "done"}}]}""";

    private final AtomicInteger questions = new AtomicInteger();

    @TempDir
    private Path folder;

    private HttpServer model;
    private QueueNode node;

    private static String definitions(int port) {
        return """
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: worker}
            spec: {connector: {queue: {queue: work}}}
            ---
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: clerk}
            spec:
              connector:
                llm: {models: [{model: m, url: "http://127.0.0.1:%d/v1"}], tools: [{agent: worker}]}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: asking}
            spec:
              do: [{id: ask, agent: clerk}]
            """.formatted(port);
    }

    @BeforeEach
    void start() throws IOException {
        model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.createContext("/v1/chat/completions", this::answer);
        model.start();
        node = new QueueNode(TestStore.SQLITE.fresh(folder), "");
        node.apply(definitions(model.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        node.close();
        model.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            call.getRequestBody().readAllBytes();
            byte[] bytes = (questions.getAndIncrement() % 2 == 0 ? CALL : ANSWER).getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    /** The turn that the run has taken when its agent waits for the worker. */
    private AgentTurn turn(String run) {
        Awaiting.until(() -> !turns(run).isEmpty());
        return turns(run).getFirst();
    }

    private List<AgentTurn> turns(String run) {
        StepState ask = node.state(run).step("ask");
        return ask != null && ask.activity() instanceof Activity.Attempting attempt ? attempt.turns() : List.of();
    }

    private RunStatus afterTheWorker(String run) {
        Lease.Tasks lease = (Lease.Tasks) await(node.tasks.lease("default", "work", "w", 1, LONG, null));
        AttemptResult.Succeeded found =
                new AttemptResult.Succeeded(new Payload(TextNode.valueOf("found")), Usage.NONE, null);
        await(node.tasks.complete("default", lease.tasks().getFirst().id(), "w", found, Principal.SYSTEM));
        return node.ended(run).status();
    }

    @Test
    void runsOfModelsGoOnWithTheirContentsInTheJournalUntilAllNodesReadThemBesideIt() {
        String early = node.start("asking");
        assertThat(turn(early).contents()).isNull();
        assertThat(turn(early).record().json().toString()).contains("Let me ask.");
        assertThat(afterTheWorker(early)).isEqualTo(RunStatus.COMPLETED);

        node.agreeOnFormats();
        String late = node.start("asking");
        assertThat(turn(late).contents()).isNotNull();
        assertThat(turn(late).record().json().toString()).doesNotContain("Let me ask.");
        assertThat(afterTheWorker(late)).isEqualTo(RunStatus.COMPLETED);
    }
}
