package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RunWaitTest {

    private static final String RUNNING = """
            {"id":"r1","workflow":"w","version":1,"status":"running","steps":[{"path":"a","status":"running","attempts":1}]}""";
    private static final String COMPLETED =
            "{\"id\":\"r1\",\"workflow\":\"w\",\"version\":1,\"status\":\"completed\",\"output\":{\"ok\":true}}";
    private static final String FAILED = """
            {"id":"r1","workflow":"w","version":1,"status":"failed","error":{"kind":"timeout","message":"no answer"}}""";

    @Test
    void aWaitFollowsTheEventsAndShowsTheOutput() throws IOException {
        try (StubServer server = StubServer.start()) {
            AtomicInteger asked = new AtomicInteger();
            server.on("POST /v1/runs", 201, RUNNING);
            server.on(
                    "GET /v1/runs/r1",
                    (request, exchange) -> StubServer.answer(
                            exchange, 200, "application/json", asked.getAndIncrement() == 0 ? RUNNING : COMPLETED));
            server.on(
                    "GET /v1/runs/r1/events",
                    (request, exchange) -> StubServer.stream(
                            exchange, event(5, "step-completed", "a"), event(6, "run-completed", "")));

            Cli cli = Cli.against(server, "run", "start", "w", "--wait", "--timeout", "30s");

            assertThat(cli.exitCode()).isZero();
            assertThat(cli.out()).contains("status    completed", "\"ok\" : true");
            assertThat(cli.err()).contains("run r1: at a, 0 steps done");
        }
    }

    @Test
    void theEndOfTheRunDecidesTheExitCode() throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on("POST /v1/runs", 201, RUNNING).on("GET /v1/runs/r1", 200, FAILED);

            Cli cli = Cli.against(server, "run", "start", "w", "--wait");

            assertThat(cli.exitCode()).isEqualTo(ExitCode.RUN_FAILED.number());
            assertThat(cli.err()).contains("run r1 is failed: timeout: no answer", "./baton run history r1");
        }
    }

    @Test
    void aRunThatTakesLongerThanTheLimitGoesOn() throws IOException {
        try (StubServer server = StubServer.start()) {
            CountDownLatch never = new CountDownLatch(1);
            server.on("POST /v1/runs", 201, RUNNING).on("GET /v1/runs/r1", 200, RUNNING);
            server.on("GET /v1/runs/r1/events", (request, exchange) -> {
                StubServer.stream(exchange, ":alive");
                awaitQuietly(never);
            });

            Cli cli = Cli.against(server, "run", "start", "w", "--wait", "--timeout", "300ms");

            assertThat(cli.exitCode()).isEqualTo(ExitCode.TIMEOUT.number());
            assertThat(cli.err()).contains("run r1 has not ended in time", "./baton run watch r1");
        }
    }

    @Test
    void aBrokenStreamIsTakenUpWhereItBroke() throws IOException {
        try (StubServer server = StubServer.start()) {
            AtomicInteger asked = new AtomicInteger();
            server.on(
                    "GET /v1/runs/r1",
                    (request, exchange) -> StubServer.answer(
                            exchange, 200, "application/json", asked.getAndIncrement() < 2 ? RUNNING : COMPLETED));
            server.on("GET /v1/runs/r1/events", (request, exchange) -> {
                if ("4".equals(request.lastEventId())) {
                    StubServer.stream(exchange, event(5, "attempt-started", "a"));
                } else {
                    StubServer.stream(exchange, event(6, "run-completed", ""));
                }
            });

            Cli cli = Cli.against(server, "run", "watch", "r1", "--after", "4");

            assertThat(cli.exitCode()).isZero();
            assertThat(cli.lines()).hasSize(2);
            assertThat(cli.lines().get(0)).contains("5", "attempt-started", "a");
            assertThat(cli.lines().get(1)).contains("6", "run-completed");
            assertThat(server.requests())
                    .filteredOn(request -> request.path().endsWith("/events"))
                    .extracting(StubServer.Request::lastEventId)
                    .containsExactly("4", "5");
        }
    }

    @Test
    void aWaitSurvivesARestartOfTheServer() throws Exception {
        CountDownLatch following = new CountDownLatch(1);
        CompletableFuture<Cli> waiting;
        int port;
        try (StubServer before = StubServer.start()) {
            port = before.port();
            before.on("POST /v1/runs", 201, RUNNING).on("GET /v1/runs/r1", 200, RUNNING);
            before.on("GET /v1/runs/r1/events", (request, exchange) -> {
                StubServer.stream(exchange, event(2, "attempt-started", "a"));
                following.countDown();
                awaitQuietly(new CountDownLatch(1));
            });
            waiting = CompletableFuture.supplyAsync(
                    () -> Cli.against(before, "run", "start", "w", "--wait", "--timeout", "50s"));
            assertThat(following.await(30, TimeUnit.SECONDS)).isTrue();
        }
        try (StubServer after = StubServer.startAt(port)) {
            after.on("GET /v1/runs/r1", 200, COMPLETED);

            Cli cli = waiting.get(40, TimeUnit.SECONDS);

            assertThat(cli.exitCode()).isZero();
            assertThat(cli.out()).contains("status    completed");
        }
    }

    @Test
    void whereEventsAreRefusedTheServerIsAskedByLongPoll() throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on("GET /v1/runs/r1/events", 406, "{\"code\":\"not-acceptable\",\"detail\":\"no streams here\"}");
            server.on(
                    "GET /v1/runs/r1",
                    (request, exchange) -> StubServer.answer(
                            exchange, 200, "application/json", request.query() == null ? RUNNING : COMPLETED));

            Cli cli = Cli.against(server, "run", "watch", "r1");

            assertThat(cli.exitCode()).isZero();
            assertThat(server.requests().getLast().query()).isEqualTo("wait=20s");
        }
    }

    @Test
    void aRunThatDoesNotExistEndsTheWait() throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on("GET /v1/runs/r1", 404, "{\"code\":\"run-not-found\",\"detail\":\"There is no run r1.\"}");

            Cli cli = Cli.against(server, "run", "watch", "r1");

            assertThat(cli.exitCode()).isEqualTo(ExitCode.NOT_FOUND.number());
            assertThat(cli.err()).contains("There is no run r1.");
        }
    }

    private static String event(long number, String type, String path) {
        return "id: " + number + "\nevent: " + type + "\ndata: {\"id\":" + number + ",\"type\":\"" + type
                + "\",\"at\":\"2026-01-01T00:00:00Z\",\"path\":\"" + path + "\"}";
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
