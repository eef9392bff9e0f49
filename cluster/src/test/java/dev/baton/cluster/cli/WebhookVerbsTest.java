package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhookVerbsTest {

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
    void webhooksAreListedWithWhatBecomesOfThem() {
        server.on("GET /v1/webhooks", 200, """
                {"webhooks":[{"name":"audit","version":2,"status":"suspended","failingSince":"2026-05-01T02:00:00Z"}]}""");

        assertThat(Cli.against(server, "webhook", "list").lines())
                .containsExactly(
                        "NAME   VERSION  STATUS     DELIVERED  FAILING SINCE",
                        "audit  2        suspended  -          2026-05-01T02:00:00Z");
    }

    @Test
    void deliveriesAreListedWithTheirLastTry() {
        server.on("GET /v1/webhooks/audit/deliveries", 200, """
                {"deliveries":[{"id":"r-4","type":"dev.baton.run-failed","status":"failed","attempts":10,
                  "tries":[{"delivered":false,"problem":"it answered 500","millis":3}]}]}""");

        assertThat(Cli.against(server, "webhook", "deliveries", "audit", "--status", "failed")
                        .lines())
                .containsExactly(
                        "ID   TYPE                  STATUS  ATTEMPTS  NEXT  LAST TRY",
                        "r-4  dev.baton.run-failed  failed  10        -     not delivered: it answered 500");
    }

    @Test
    void replayTakesADeliveryOrATime() {
        server.on("POST /v1/webhooks/audit:replay", 200, "{}");

        assertThat(Cli.against(server, "webhook", "replay", "audit", "r-4").lines())
                .containsExactly("webhook audit delivers again");
        assertThat(server.onlyRequest().json().toString()).isEqualTo("{\"delivery\":\"r-4\"}");
    }

    @Test
    void aTestThatIsNotTakenEndsWithACodeOfItsOwn() {
        server.on("POST /v1/webhooks/audit:test", 200, """
                {"delivered":false,"problem":"it did not answer in time","millis":20000}""");

        Cli ended = Cli.against(server, "webhook", "test", "audit");

        assertThat(ended.lines()).containsExactly("not delivered: it did not answer in time");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.number());
    }
}
