package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.port.Unstorable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers are told when something below does not work. */
class TroubleTest {

    private static final String HELLO = "{\"workflow\":\"echo\",\"input\":{\"text\":\"x\"}}";
    private static final String[] NIGHTLY = {"Baton-Principal", "service:reports", "Baton-Groups", "nightly"};
    private TestNode node;
    private Client client;

    @BeforeEach
    void start() {
        node = TestNode.start(Map.of(
                "baton.admission.classes", List.of("batch=group:nightly"),
                "baton.admission.starts-max", List.of("batch=1")));
        client = new Client(node);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    static Stream<Arguments> failures() {
        IllegalStateException cause = new IllegalStateException("secret detail");
        return Stream.of(
                Arguments.of(new StoreUnavailable("disk full", Duration.ofMillis(2500)), 503, "store-unavailable", "3"),
                Arguments.of(new StoreBusy("write", 10_000, Duration.ofMillis(100)), 503, "store-busy", "1"),
                Arguments.of(new Runs.Unreachable("no answer", cause), 503, "run-unreachable", "1"),
                Arguments.of(
                        new UnreadableDefinition("workflow w version 2", "why"), 503, "definition-unreadable", "5"),
                Arguments.of(new Fenced(7), 503, "fenced", "1"),
                Arguments.of(new Conflict("there already", cause), 409, "conflict", ""),
                Arguments.of(new Unstorable("too odd", cause), 422, "unstorable", ""));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anExpectedFailureHasItsCode(RuntimeException failure, int status, String code, String retryAfter) {
        node.runs.failure = failure;

        Client.Answer answer = client.post("/v1/runs", HELLO);

        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
        assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
        assertThat(answer.body()).doesNotContain("secret detail");
    }

    @Test
    void anUnexpectedFailureTellsAnIdAndNothingElse() {
        node.runs.failure = new IllegalStateException("secret detail");

        Client.Answer answer = client.get("/v1/runs/x");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("internal");
        assertThat(answer.body()).doesNotContain("secret", "Exception").containsPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
    }

    @Test
    void aStoreThatIsDownIsNotAskedToWriteAndTheNodeStaysAlive() {
        node.health.state = new StoreHealth.State.Down(Instant.EPOCH, "disk full", Duration.ofSeconds(2));

        Client.Answer start = client.post("/v1/runs", HELLO);
        assertThat(start.code()).isEqualTo("store-unavailable");
        assertThat(start.header("Retry-After")).isEqualTo("2");
        assertThat(client.post("/v1/runs/x:cancel", "").code()).isEqualTo("store-unavailable");
        assertThat(client.put("/v1/workflows/w", "application/yaml", "x").code())
                .isEqualTo("store-unavailable");
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(node.runs.count()).isZero();
    }

    @Test
    void newRunsWaitWhileTheStoreIsBehindAndAcceptedWorkGoesOn() {
        client.start("accepted", "waiting", "{}");
        node.health.behind = true;

        Client.Answer start = client.post("/v1/runs", HELLO);

        assertThat(start.status()).isEqualTo(429);
        assertThat(start.code()).isEqualTo("overloaded");
        assertThat(start.header("Retry-After")).isEqualTo("1");
        assertThat(client.post("/v1/runs/accepted/signals/go", "").text("/status"))
                .isEqualTo("completed");
    }

    @Test
    void newRunsWaitWhileTheNodeIsBusyAndAcceptedWorkGoesOn() {
        client.start("accepted", "waiting", "{}");
        node.nodeHealth.delay = Duration.ofSeconds(1);

        Client.Answer start = client.post("/v1/runs", HELLO);

        assertThat(start.status()).isEqualTo(429);
        assertThat(start.code()).isEqualTo("overloaded");
        assertThat(start.header("Retry-After")).isEqualTo("1");
        assertThat(client.post("/v1/runs/accepted/signals/go", "").text("/status"))
                .isEqualTo("completed");
        node.nodeHealth.delay = Duration.ofMillis(999);
        assertThat(client.post("/v1/runs", HELLO).status()).isEqualTo(201);
    }

    @Test
    void newRunsWaitWhileTooManyAreNotAcknowledgedAndAcceptedWorkGoesOn() {
        client.start("accepted", "waiting", "{}");
        CompletableFuture<Void> release = node.runs.holdStarts();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Client.Answer>> held = IntStream.range(0, 256)
                    .mapToObj(start -> callers.submit(() -> client.post("/v1/runs", HELLO)))
                    .toList();
            Waiting.until(() -> node.runs.heldStarts() == 256);

            Client.Answer refused = client.post("/v1/runs", HELLO);

            assertThat(refused.status() + " " + refused.code()).isEqualTo("429 overloaded");
            assertThat(refused.text("/detail")).contains("new work would wait");
            assertThat(client.post("/v1/runs/accepted/signals/go", "").text("/status"))
                    .isEqualTo("completed");
            release.complete(null);
            Waiting.until(() -> held.stream().allMatch(Future::isDone));
            assertThat(held).allMatch(start -> start.resultNow().status() == 201);
        }
        assertThat(client.post("/v1/runs", HELLO).status()).isEqualTo(201);
    }

    @Test
    void aClassThatHasStartedItsRunsWaitsAndOthersAndAcceptedWorkGoOn() {
        client.start("accepted", "waiting", "{}");
        Client.Answer refused = client.post("/v1/runs", HELLO, NIGHTLY);
        for (int start = 0; start < 1_000 && refused.status() == 201; start++) {
            refused = client.post("/v1/runs", HELLO, NIGHTLY);
        }

        assertThat(refused.status() + " " + refused.code()).isEqualTo("429 overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.text("/detail")).contains("Class batch may start 1 runs a second");
        assertThat(client.post("/v1/runs", HELLO).status()).isEqualTo(201);
        assertThat(client.post("/v1/runs/accepted/signals/go", "", NIGHTLY).text("/status"))
                .isEqualTo("completed");
        assertThat(client.get("/metrics").body())
                .contains("baton_admission_refused_total{class=\"batch\",reason=\"class\"}");
    }

    @Test
    void aWaitEndsWithTheRunOrAfterItsTime() {
        client.start("ends", "waiting", "{}");
        CompletableFuture<Client.Answer> waiting =
                CompletableFuture.supplyAsync(() -> client.get("/v1/runs/ends?wait=30s"));
        Waiting.until(
                () -> node.metrics.get("baton.http.requests.active").gauge().value() == 1);
        client.post("/v1/runs/ends/signals/go", "");

        assertThat(waiting.join().text("/status")).isEqualTo("completed");
        client.start("stays", "waiting", "{}");
        assertThat(client.get("/v1/runs/stays?wait=50ms").text("/status")).isEqualTo("waiting");
    }

    @Test
    void aNodeThatDrainsAnswersThoseWhoWait() {
        client.start("drained", "waiting", "{}");
        CompletableFuture<Client.Answer> waiting =
                CompletableFuture.supplyAsync(() -> client.get("/v1/runs/drained?wait=60s"));
        Waiting.until(
                () -> node.metrics.get("baton.http.requests.active").gauge().value() == 1);
        node.server.drain();

        assertThat(waiting.join().text("/status")).isEqualTo("waiting");
        assertThat(client.get("/health/ready").status()).isEqualTo(503);
        assertThat(client.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void metricsCountRequestsByRoute() {
        client.get("/v1/runs");

        assertThat(client.get("/metrics").body()).contains("baton_http_requests_seconds_count", "route=\"/v1/runs\"");
        assertThat(client.get("/health/ready").text("/status")).isEqualTo("ready");
        assertThat(client.get("/v1/cluster").text("/nodes/0/self")).isEqualTo("true");
        assertThat(client.get("/").text("/links/api")).isEqualTo("/openapi.json");
        assertThat(client.get("/v1/schema/workflow").json().has("$defs")).isTrue();
        assertThat(client.get("/v1/schema/agent").text("/$ref")).isEqualTo("#/$defs/agent");
    }
}
