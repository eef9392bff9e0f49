package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BulkVerbsTest {

    private static final String RUNNING = """
            {"id":"b1","verb":"cancel","status":"running","count":3,"taken":2,"outstanding":2,"done":0,"unchanged":0,
             "refused":{},"failed":{},"problems":[],"askedAt":"2026-05-01T12:00:00Z","askedBy":{"id":"dana"}}""";
    private static final String OVER = """
            {"id":"b1","verb":"cancel","status":"completed","count":3,"taken":3,"outstanding":0,"done":1,"unchanged":1,
             "refused":{"run-ended":1},"failed":{},"endedAt":"2026-05-01T12:00:02Z","askedAt":"2026-05-01T12:00:00Z",
             "askedBy":{"id":"dana"},"problems":[{"run":"r2","result":"refused","code":"run-ended","message":"It is over."}]}""";
    private static final String SUMMARY = "b1: cancel is completed; of 3 runs 1 done, 1 unchanged, 1 refused, 0 failed";

    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = StubServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void withoutConfirmationIsOnlyShownWhatWouldBeReached() {
        server.on("POST /v1/bulk-operations", 200, """
                {"dryRun":true,"verb":"cancel","count":2,"byStatus":{"waiting":2},"confirm":"2.abc.0123456789ab","sample":[
                 {"id":"r1","workflow":"review","version":1,"status":"waiting","startedAt":"2026-01-01T00:00:00Z"}]}""");

        Cli cli = Cli.against(
                server,
                "bulk",
                "run",
                "cancel",
                "--workflow",
                "review",
                "--status",
                "waiting,paused",
                "--label",
                "team=legal",
                "--started-before",
                "2026-05-01T00:00:00Z",
                "--reason",
                "replaced");

        assertThat(cli.lines())
                .containsExactly(
                        "cancel would reach 2 runs (2 waiting)",
                        "ID  WORKFLOW   STATUS   WAITS FOR  SINCE  STARTED               TOOK",
                        "r1  review v1  waiting  -          -      2026-01-01T00:00:00Z  -",
                        "Nothing is done yet. To go ahead, say the same with --confirm 2.abc.0123456789ab");
        assertThat(server.onlyRequest().json().toString())
                .isEqualTo("{\"verb\":\"cancel\",\"filter\":{\"status\":[\"waiting\",\"paused\"],"
                        + "\"labels\":{\"team\":\"legal\"},\"workflow\":\"review\","
                        + "\"startedBefore\":\"2026-05-01T00:00:00Z\"},\"reason\":\"replaced\",\"dryRun\":true}");
    }

    @Test
    void aConfirmedOneBeginsOnceAndIsFollowedToItsEnd() {
        AtomicInteger looks = new AtomicInteger();
        server.on("POST /v1/bulk-operations", 202, RUNNING);
        server.on(
                "GET /v1/bulk-operations/b1",
                (request, exchange) -> StubServer.answer(
                        exchange, 200, "application/json", looks.getAndIncrement() == 0 ? RUNNING : OVER));

        Cli cli = Cli.against(
                server,
                "bulk",
                "run",
                "signal",
                "--label",
                "a=b",
                "--signal",
                "go",
                "--payload",
                "{\"n\":1}",
                "--rate",
                "5",
                "--confirm",
                "3.abc.0123456789ab",
                "--key",
                "k",
                "--wait");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.err()).contains("cancel is running; of 3 runs 0 done");
        assertThat(cli.lines())
                .containsExactly(SUMMARY, "RUN  RESULT   CODE       WHY", "r2   refused  run-ended  It is over.");
        assertThat(server.requests().getFirst().idempotencyKey()).isEqualTo("k");
        assertThat(server.requests().getFirst().json().toString())
                .isEqualTo("{\"verb\":\"signal\",\"filter\":{\"labels\":{\"a\":\"b\"}},"
                        + "\"signal\":{\"name\":\"go\",\"payload\":{\"n\":1}},\"runsPerSecond\":5,"
                        + "\"confirm\":\"3.abc.0123456789ab\"}");
    }

    @Test
    void theyAreListedStoppedAndToldInFull() {
        server.on("GET /v1/bulk-operations", 200, "{\"operations\":[" + OVER + "]}");
        assertThat(Cli.against(server, "bulk", "list").lines())
                .containsExactly(
                        "ID  VERB    STATUS     RUNS  DONE  REFUSED  FAILED  ASKED                 BY",
                        "b1  cancel  completed  3     1     1        0       2026-05-01T12:00:00Z  dana");
        server.on("POST /v1/bulk-operations/b1:stop", 200, OVER);
        assertThat(Cli.against(server, "bulk", "stop", "b1", "--reason", "oops").lines())
                .contains(SUMMARY);
        server.on("GET /v1/bulk-operations/b1/events", 200, """
                {"events":[{"seq":3,"type":"told","at":"2026-05-01T12:00:01Z","results":[
                 {"run":"r1","result":"done"},{"run":"r2","result":"refused","code":"run-ended"}]},{"seq":1,"type":"asked"}]}""");
        assertThat(Cli.against(server, "bulk", "history", "b1").lines())
                .containsExactly(
                        "AT                    RUN  RESULT   CODE",
                        "2026-05-01T12:00:01Z  r1   done     -",
                        "2026-05-01T12:00:01Z  r2   refused  run-ended");
    }

    @Test
    void aLabelWithoutAValueIsSaidToBeNone() {
        assertThat(Cli.against(server, "bulk", "run", "cancel", "--label", "legal")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE.number());
    }
}
