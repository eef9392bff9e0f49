package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScheduleVerbsTest {

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
    void schedulesAreListedWithTheirTimes() {
        server.on("GET /v1/schedules", 200, """
                {"schedules":[{"name":"nightly","status":"active","workflow":"report","nextAt":"2026-05-01T02:00:00Z"}]}""");

        assertThat(Cli.against(server, "schedule", "list").lines())
                .containsExactly(
                        "NAME     STATUS  WORKFLOW  NEXT                  LAST",
                        "nightly  active  report    2026-05-01T02:00:00Z  -");
    }

    @Test
    void aScheduleIsShownWithWhatBecameOfItsTimes() {
        server.on("GET /v1/schedules/nightly", 200, """
                {"source":"kind: Schedule\\n","status":"paused","paused":{"note":"audit","by":"dana"},
                 "nextTimes":[],"counts":{"started":1,"skipped":1,"missed":0,"failed":0},
                 "recent":[{"scheduledAt":"2026-05-02T02:00:00Z","cause":"time","problem":"skipped: busy"},
                           {"scheduledAt":"2026-05-01T02:00:00Z","cause":"time","run":"nightly-1"}]}""");

        assertThat(Cli.against(server, "schedule", "show", "nightly").lines())
                .containsExactly(
                        "kind: Schedule",
                        "",
                        "paused by dana: audit; started 1, skipped 1, missed 0, failed 0",
                        "TIME                  CAUSE  RUN",
                        "2026-05-02T02:00:00Z  time   skipped: busy",
                        "2026-05-01T02:00:00Z  time   nightly-1");
    }

    @Test
    void pauseTakesANote() {
        server.on("POST /v1/schedules/nightly:pause", 200, "{}");

        assertThat(Cli.against(server, "schedule", "pause", "nightly", "--note", "audit")
                        .lines())
                .containsExactly("schedule nightly is paused");
        assertThat(server.onlyRequest().json().toString()).isEqualTo("{\"note\":\"audit\"}");
    }

    @Test
    void triggerSaysTheRun() {
        server.on("POST /v1/schedules/nightly:trigger", 202, "{\"run\":\"nightly-manual-1\"}");

        assertThat(Cli.against(server, "schedule", "trigger", "nightly", "--input", "{\"a\":1}", "--key", "k")
                        .lines())
                .containsExactly("nightly-manual-1");
        assertThat(server.onlyRequest().json().toString()).isEqualTo("{\"input\":{\"a\":1}}");
    }

    @Test
    void backfillCountsFirst() {
        server.on("POST /v1/schedules/nightly:backfill", 200, """
                {"id":"b","dryRun":true,"count":2,"tooMany":false,"first":"2026-05-01T02:00:00Z","last":"2026-05-02T02:00:00Z"}""");

        Cli cli = Cli.against(
                server,
                "schedule",
                "backfill",
                "nightly",
                "--from",
                "2026-05-01T00:00:00Z",
                "--to",
                "2026-05-02T12:00:00Z",
                "--dry-run");

        assertThat(cli.lines())
                .containsExactly("2 times, from 2026-05-01T02:00:00Z to 2026-05-02T02:00:00Z; nothing is started");
    }

    @Test
    void triggersAreListedAndDeleted() {
        server.on("GET /v1/triggers", 200, "{\"triggers\":[{\"name\":\"push\",\"version\":2,\"digest\":\"abc\"}]}");
        assertThat(Cli.against(server, "trigger", "list").lines())
                .containsExactly("NAME  VERSION  APPLIED  DIGEST", "push  2        -        abc");
        server.on("DELETE /v1/triggers/push", 200, "{}");
        assertThat(Cli.against(server, "trigger", "delete", "push").lines()).containsExactly("trigger push is deleted");
    }

    @Test
    void aScheduleIsDeleted() {
        server.on("DELETE /v1/schedules/nightly", 200, "{}");

        assertThat(Cli.against(server, "schedule", "delete", "nightly").lines())
                .containsExactly("schedule nightly is deleted");
    }
}
