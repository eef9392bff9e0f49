package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What whoever keeps a node running learns from it. */
class HealthTest {

    private final TestNode node = TestNode.start();
    private final Client client = new Client(node);

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aNodeThatIsWellIsLiveStartedAndReady() {
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/health/startup").status()).isEqualTo(200);
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void aNodeThatComesUpIsNotStartedYet() {
        node.nodeHealth.started = false;

        Client.Answer answer = client.get("/health/startup");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("/status")).isEqualTo("starting");
        assertThat(answer.text("/checks/0/name")).isEqualTo("started");
    }

    @Test
    void aLostStoreTakesReadinessAwayAndNothingElse() {
        node.nodeHealth.storeFault = "the disk is gone";

        Client.Answer ready = client.get("/health/ready");

        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.text("/checks/0/detail")).isEqualTo("the disk is gone");
        assertThat(client.get("/health/startup").status()).isEqualTo(200);
        assertThat(client.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void whoWasReplacedByAnotherServerSendsCallersThere() {
        node.health.state = new StoreHealth.State.Fenced(
                Instant.EPOCH, 256, "another server has taken over 256 cells", Duration.ofSeconds(1));

        Client.Answer start = client.post("/v1/runs", "{\"workflow\":\"echo\",\"input\":{\"text\":\"hello\"}}");

        assertThat(start.status()).isEqualTo(503);
        assertThat(start.code()).isEqualTo("fenced");
        assertThat(start.header("Retry-After")).isEqualTo("1");
        assertThat(start.text("/detail")).contains("another server has taken over 256 cells");
    }
}
