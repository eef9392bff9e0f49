package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunVerbsTest {

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
    void aStartSendsAllThatWasSaidAndPrintsTheId(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("licence.txt"), "as \"is\"");
        server.on("POST /v1/runs", 201, "{\"id\":\"r1\",\"status\":\"running\"}");

        Cli cli = Cli.against(
                server,
                "run",
                "start",
                "review",
                "--version",
                "2",
                "--id",
                "r1",
                "--input",
                "{\"name\":\"MIT\"}",
                "--set",
                "text=@" + text,
                "--set",
                "count=3",
                "--label",
                "team=legal",
                "--priority",
                "5",
                "--deadline",
                "2027-01-31T12:00:00Z");

        assertThat(cli).isEqualTo(new Cli(0, "r1" + System.lineSeparator(), ""));
        assertThat(server.onlyRequest().json()).isEqualTo(Api.JSON.readTree("""
                {"workflow":"review","version":2,"id":"r1","priority":5,"deadline":"2027-01-31T12:00:00Z",
                 "labels":{"team":"legal"},"input":{"name":"MIT","text":"as \\"is\\"","count":3}}"""));
        assertThat(server.onlyRequest().idempotencyKey()).startsWith("cli-");
    }

    @Test
    void theInputIsReadFromAFile(@TempDir Path folder) throws IOException {
        Path input = Files.writeString(folder.resolve("input.json"), "{\"text\":\"x\"}");
        server.on("POST /v1/runs", 201, "{\"id\":\"r1\"}");

        Cli.against(server, "run", "start", "review", "--input", "@" + input);

        assertThat(server.onlyRequest().json().path("input").path("text").asText())
                .isEqualTo("x");
    }

    @Test
    void runsAreListedInAlignedColumns() {
        server.on("GET /v1/runs", 200, """
                {"runs":[
                 {"id":"r1","workflow":"review","version":1,"status":"waiting","startedAt":"2026-01-01T00:00:00Z",
                  "waitsFor":[{"kind":"approval","step":"signoff","id":"r1~4","since":"2026-01-01T00:00:01Z"}]},
                 {"id":"a-longer-id","workflow":"w","version":12,"status":"completed","startedAt":"2026-01-01T00:00:00Z",
                  "endedAt":"2026-01-01T00:01:05Z"}]}""");

        Cli cli = Cli.against(
                server, "run", "list", "--status", "waiting", "--label", "team=legal & co", "--label", "a=b");

        assertThat(server.onlyRequest().query()).startsWith("status=waiting&label=team:legal & co&label=a:b&limit=");
        assertThat(cli.lines())
                .containsExactly(
                        "ID           WORKFLOW   STATUS     WAITS FOR                   SINCE                 STARTED               TOOK",
                        "r1           review v1  waiting    approval at signoff (r1~4)  2026-01-01T00:00:01Z  2026-01-01T00:00:00Z  -",
                        "a-longer-id  w v12      completed  -                           -                     2026-01-01T00:00:00Z  1 min 5 s");
    }

    @Test
    void aResetSaysWhatItWouldDoAndThenWhichRunGoesOn() {
        server.on("POST /v1/runs/r1:reset", 200, """
                {"dryRun":true,"run":"r1","event":7,"at":"2026-01-01T00:00:00Z","continued":[
                 {"run":"r1","event":7,"kept":2,"repeated":["a","b"]},{"run":"r1.c1","event":3,"step":"c","kept":0,"repeated":[]}],
                 "forgotten":["r1.c2"],"ended":[]}""");
        assertThat(Cli.against(server, "run", "reset", "r1", "--event", "7", "--dry-run")
                        .lines())
                .containsExactly(
                        "back to 2026-01-01T00:00:00Z; nothing is done yet",
                        "RUN    GOES ON AFTER EVENT  STEPS KEPT  BEGUN AGAIN",
                        "r1     7                    2           a, b",
                        "r1.c1  3                    0           -",
                        "ended: -",
                        "forgotten: r1.c2");
        assertThat(server.requests().getLast().json().toString()).isEqualTo("{\"event\":7,\"dryRun\":true}");

        server.on("POST /v1/runs/r1:reset", 201, "{\"id\":\"r2\",\"forkedFrom\":{\"run\":\"r1\",\"event\":7}}");
        assertThat(Cli.against(
                                server,
                                "run",
                                "reset",
                                "r1",
                                "--at",
                                "2026-01-01T00:00:00Z",
                                "--id",
                                "r2",
                                "--reason",
                                "x")
                        .lines())
                .containsExactly("run r2 goes on in the place of run r1 from its event 7");
        assertThat(server.requests().getLast().json().toString())
                .isEqualTo("{\"at\":\"2026-01-01T00:00:00Z\",\"id\":\"r2\",\"reason\":\"x\"}");
    }

    @Test
    void theRunsOfATreeAreListedAndShowWhereTheyComeFrom() {
        server.on("GET /v1/runs", 200, "{\"runs\":[]}");
        Cli.against(server, "run", "list", "--parent", "order-1", "--root", "order");
        assertThat(server.onlyRequest().query()).startsWith("parent=order-1&root=order&limit=");
        server.on("GET /v1/runs/r.c1", 200, """
                {"id":"r.c1","workflow":"review","version":1,"status":"waiting","parent":"r","parentStep":"checks/one",
                 "root":"r","depth":1,"startedAt":"2026-01-01T00:00:00Z",
                 "waitsFor":[{"kind":"child","step":"deep","id":"r.c1.c1","since":"2026-01-01T00:00:01Z",
                  "until":"2026-01-02T00:00:00Z","wokenBy":["run","time"]}],
                 "steps":[{"path":"deep","status":"running","attempts":0,"startedAt":"2026-01-01T00:00:00Z",
                  "child":{"run":"r.c1.c1","workflow":"w","version":1}}]}""");

        assertThat(Cli.against(server, "run", "get", "r.c1").lines())
                .contains(
                        "parent    r (step checks/one)",
                        "root      r (depth 1)",
                        "waits for child at deep (r.c1.c1), since 2026-01-01T00:00:01Z, until 2026-01-02T00:00:00Z,"
                                + " woken by run or time",
                        "deep -> r.c1.c1  running  0         2026-01-01T00:00:00Z  -");
    }

    @Test
    void oneRunIsShownWithItsStepsAndOutput() {
        server.on("GET /v1/runs/r1", 200, """
                {"id":"r1","workflow":"review","version":1,"status":"failed","startedAt":"2026-01-01T00:00:00Z",
                 "endedAt":"2026-01-01T00:00:02.500Z","error":{"kind":"timeout","message":"no answer"},
                 "steps":[{"path":"extract","status":"failed","attempts":3,"startedAt":"2026-01-01T00:00:00Z",
                  "endedAt":"2026-01-01T00:00:00.250Z"}]}""");

        Cli cli = Cli.against(server, "run", "get", "r1");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.lines())
                .contains(
                        "error     timeout: no answer",
                        "ended     2026-01-01T00:00:02.500Z (2.5 s)",
                        "extract  failed  3         2026-01-01T00:00:00Z  250 ms");
    }

    @Test
    void jsonIsWhatTheServerSaid() throws IOException {
        String run = "{\"id\":\"r1\",\"unknown\":[1,2.50,null]}";
        server.on("GET /v1/runs/r1", 200, run);

        assertThat(Api.JSON.readTree(
                        Cli.against(server, "run", "get", "r1", "-o", "json").out()))
                .isEqualTo(Api.JSON.readTree(run));
    }

    @Test
    void theHistoryIsOneLinePerEvent() {
        server.on("GET /v1/runs/r1/events", 200, """
                {"events":[
                 {"id":1,"type":"run-started","at":"2026-01-01T00:00:00Z","workflow":"review"},
                 {"id":2,"type":"attempt-started","at":"2026-01-01T00:00:01Z","path":"extract","number":1,"agent":"reader"}]}""");

        Cli cli = Cli.against(server, "run", "history", "r1", "--after", "0");

        assertThat(server.onlyRequest().query()).startsWith("after=0&limit=");
        assertThat(cli.lines())
                .containsExactly(
                        "   1  2026-01-01T00:00:00Z  run-started",
                        "   2  2026-01-01T00:00:01Z  attempt-started     extract  attempt 1  agent reader");
    }

    @Test
    void aForkNamesTheEventAndTheOutputsThatAreEdited() {
        server.on("POST /v1/runs/r1:fork", 201, "{\"id\":\"r2\",\"forkedFrom\":{\"run\":\"r1\",\"event\":12}}");

        Cli cli = Cli.against(
                server, "run", "fork", "r1", "--event", "13", "--id", "r2", "--set-output", "checks/a={\"n\":1}");

        assertThat(cli.out()).startsWith("run r2 goes on from run r1 after event 12");
        JsonNode sent = server.onlyRequest().json();
        assertThat(sent.path("event").asInt()).isEqualTo(13);
        assertThat(sent.path("outputs").path("checks/a").path("n").asInt()).isEqualTo(1);
    }

    @Test
    void aDryMigrationSaysWhatStandsAgainstIt() {
        server.on(
                "POST /v1/runs/r1:migrate",
                200,
                "{\"id\":\"r1\",\"fromVersion\":1,\"version\":2,\"possible\":false,\"reasons\":[\"step a is gone\"]}");

        Cli cli = Cli.against(server, "run", "migrate", "r1", "--version", "2", "--dry-run");

        assertThat(cli.lines()).containsExactly("run r1 cannot move to version 2", "  step a is gone");
        assertThat(server.onlyRequest().json().path("dryRun").asBoolean()).isTrue();
    }

    @Test
    void aRerunNamesTheStepAndItsInput() {
        server.on("POST /v1/runs/r1:rerun", 200, "{\"id\":\"r1\",\"status\":\"running\"}");

        Cli cli = Cli.against(server, "run", "rerun", "r1", "--step", "checks/credit", "--input", "{\"n\":1}");

        assertThat(cli.out()).startsWith("run r1 is running");
        assertThat(server.onlyRequest().json().path("step").asText()).isEqualTo("checks/credit");
        assertThat(server.onlyRequest().json().at("/input/n").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "pause", "retry", "terminate"})
    void commandsCarryTheirReason(String verb) {
        server.on("POST /v1/runs/r1:" + verb, 200, "{\"id\":\"r1\",\"status\":\"paused\"}");

        Cli cli = Cli.against(server, "run", verb, "r1", "--reason", "lunch");

        assertThat(cli).isEqualTo(new Cli(0, "run r1 is paused" + System.lineSeparator(), ""));
        assertThat(server.onlyRequest().json().path("reason").asText()).isEqualTo("lunch");
    }

    @Test
    void aPausedRunIsResumed() {
        server.on("POST /v1/runs/r1:resume", 200, "{\"id\":\"r1\",\"status\":\"running\"}");

        assertThat(Cli.against(server, "run", "resume", "r1").out()).startsWith("run r1 is running");
    }

    @Test
    void aSignalCarriesItsPayloadFromStandardInputAndItsId() {
        server.on("POST /v1/runs/r1/signals/paid", 200, "{}");

        Cli cli = Cli.againstWithInput(
                server, "{\"amount\":7}", "run", "signal", "r1", "paid", "--payload", "-", "--id", "payment-1");

        assertThat(cli.exitCode()).isZero();
        assertThat(server.onlyRequest().json().path("payload").path("amount").asInt())
                .isEqualTo(7);
        assertThat(server.onlyRequest().idempotencyKey()).isEqualTo("payment-1");
    }
}
