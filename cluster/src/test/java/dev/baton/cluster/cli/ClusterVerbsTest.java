package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verbs about nodes. */
final class ClusterVerbsTest {

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
    void theNodesAreShownAlsoOneThatDoesNotAnswer() {
        server.on("GET /v1/cluster", 200, """
                {"region":"local","shards":256,"nodes":[
                 {"address":"10.0.0.1:7355","region":"local","status":"up","self":true,"leader":true,"version":"0.1.0",
                  "url":"http://10.0.0.1:8080","upSince":"2026-01-04T00:00:00Z","shards":130,"runs":12},
                 {"address":"10.0.0.2:7355","region":"local","status":"unreachable","self":false,"leader":false}]}""");

        assertThat(Cli.against(server, "cluster", "status").lines())
                .containsExactly(
                        "ADDRESS        STATUS       API                   SHARDS  RUNS  UP SINCE              VERSION",
                        "10.0.0.1:7355  up (leader)  http://10.0.0.1:8080  130     12    2026-01-04T00:00:00Z  0.1.0",
                        "10.0.0.2:7355  unreachable  -                     -       -     -                     -");
    }

    @Test
    void aRebalanceShowsWhatWouldMoveAndNothingOfWhatIsEven() {
        server.on("POST /v1/cluster/rebalance", 200, """
                {"status":"uneven","moves":64,"silent":0,"nodes":[
                 {"address":"10.0.0.1:7355","shards":192,"even":128,"runs":12},
                 {"address":"10.0.0.2:7355","shards":64,"even":128,"runs":4}]}""");
        assertThat(Cli.against(server, "cluster", "rebalance", "--dry-run").lines())
                .containsExactly(
                        "ADDRESS        SHARDS  EVEN  AFTER  RUNS",
                        "10.0.0.1:7355  192     128   -      12",
                        "10.0.0.2:7355  64      128   -      4",
                        "64 shards would move.");

        server.on("POST /v1/cluster/rebalance", 200, """
                {"status":"even","moves":0,"silent":0,"nodes":[{"address":"10.0.0.1:7355","shards":256,"even":256,"runs":12}]}""");
        Cli even = Cli.against(server, "cluster", "rebalance");
        assertThat(even.exitCode()).isZero();
        assertThat(even.lines()).contains("10.0.0.1:7355  256     256   256    12", "The spread is even.");
    }

    @Test
    void aNodeIsDrainedByItsAddress() {
        server.on("POST /v1/cluster/nodes/10.0.0.1%3A7355:drain", 202, "{\"status\":\"draining\"}");

        Cli cli = Cli.against(server, "cluster", "drain", "10.0.0.1:7355");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("10.0.0.1:7355 hands its runs over");
    }
}
