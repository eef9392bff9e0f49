package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verbs with which people decide: approvals and incidents. */
final class DecisionVerbsTest {

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
    void waitingApprovalsAreListedByDefault() {
        server.on("GET /v1/approvals", 200, """
                {"approvals":[{"id":"r1~4","run":"r1","path":"signoff","roles":["legal"],"groups":["board"],"status":"open",
                 "kind":"approval","approvals":{"needed":2,"given":1,"missing":1},"expiresAt":"2026-01-04T00:00:00Z"}]}""");

        Cli cli = Cli.against(server, "approval", "list", "--role", "legal");

        assertThat(server.onlyRequest().query()).startsWith("status=open&role=legal&limit=");
        assertThat(cli.lines())
                .containsExactly(
                        "ID    KIND      RUN  STEP     ROLE          VOTES   STATUS  EXPIRES",
                        "r1~4  approval  r1   signoff  legal @board  1 of 2  open    2026-01-04T00:00:00Z");
    }

    @Test
    void anApprovalIsShownWithItsSubject() {
        server.on("GET /v1/approvals/r1~4", 200, "{\"id\":\"r1~4\",\"subject\":{\"verdict\":\"accept\"}}");

        assertThat(Cli.against(server, "approval", "show", "r1~4").out()).contains("\"verdict\" : \"accept\"");
    }

    @Test
    void anApprovalSaysWhoWithWhichCommentAndEdits() {
        server.on("POST /v1/approvals/r1~4:approve", 200, "{}");

        Cli cli = Cli.against(
                server,
                "approval",
                "approve",
                "r1~4",
                "--as",
                "person:alice",
                "--comment",
                "fine",
                "--edits",
                "{\"a\":1}");

        assertThat(cli).isEqualTo(new Cli(0, "approval r1~4 is approved" + System.lineSeparator(), ""));
        assertThat(server.onlyRequest().principal()).isEqualTo("person:alice");
        assertThat(server.onlyRequest().json().toString()).isEqualTo("{\"comment\":\"fine\",\"edits\":{\"a\":1}}");
    }

    @Test
    void aVoteSaysWhatItIsAboutWhoVotesAndWhatIsMissing() {
        server.on(
                "POST /v1/approvals/r1~4:approve",
                200,
                "{\"status\":\"open\",\"approvals\":{\"needed\":2,\"given\":1,\"missing\":1}}");

        Cli cli = Cli.against(
                server,
                "approval",
                "approve",
                "r1~4",
                "--hash",
                "1f0c",
                "--answer",
                "{\"limit\":3}",
                "--roles",
                "legal,finance");

        assertThat(cli.out()).startsWith("approval r1~4 has 1 of 2 votes");
        assertThat(server.onlyRequest().json().toString())
                .isEqualTo("{\"subjectHash\":\"1f0c\",\"answer\":{\"limit\":3}}");
        assertThat(server.onlyRequest().roles()).isEqualTo("legal,finance");
    }

    @Test
    void aTaskIsDoneWithItsResult() {
        server.on("POST /v1/approvals/r1~4:approve", 200, "{}");

        Cli.against(server, "approval", "approve", "r1~4", "--result", "{\"total\":7}");

        assertThat(server.onlyRequest().json().toString()).isEqualTo("{\"output\":{\"total\":7}}");
    }

    @Test
    void anApprovalIsRejected() {
        server.on("POST /v1/approvals/r1~4:reject", 200, "{}");

        assertThat(Cli.against(server, "approval", "reject", "r1~4").out()).startsWith("approval r1~4 is rejected");
    }

    @Test
    void openIncidentsAreListedWithTheirCause() {
        server.on("GET /v1/incidents", 200, """
                {"incidents":[{"id":"r1~9","run":"r1","path":"extract","error":{"kind":"timeout","message":"no answer"}}]}""");

        assertThat(Cli.against(server, "incident", "list").lines())
                .containsExactly("ID    RUN  STEP     KIND     MESSAGE", "r1~9  r1   extract  timeout  no answer");
    }

    @Test
    void anIncidentIsResolved() {
        server.on("POST /v1/incidents/r1~9:resolve", 200, "{}");

        Cli cli = Cli.against(server, "incident", "resolve", "r1~9", "--by", "retry", "--comment", "agent is back");

        assertThat(cli.exitCode()).isZero();
        assertThat(server.onlyRequest().json().toString())
                .isEqualTo("{\"action\":\"retry\",\"comment\":\"agent is back\"}");
    }
}
