package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verbs about regions. */
final class RegionVerbsTest {

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
    void theRegionsAreShownAlsoOneThatIsLost() {
        server.on("GET /v1/regions", 200, """
                {"self":"eu","cells":256,"regions":[
                 {"name":"eu","status":"there","leaseMs":14200,"away":false,"cells":256,"home":128,"arriving":0,
                  "url":"http://eu","labels":{"cloud":"aws","residency":"eu"}},
                 {"name":"us","status":"lost","leaseMs":-3000,"away":true,"cells":0,"home":128,"arriving":0,
                  "url":"http://us","labels":{}}]}""");

        assertThat(Cli.against(server, "region", "status").lines())
                .containsExactly(
                        "REGION  STATUS      LEASE  CELLS  HOME  ARRIVING  API        LABELS",
                        "eu *    there       14.2s  256    128   0         http://eu  cloud=aws,residency=eu",
                        "us      lost, away  -3.0s  0      128   0         http://us  -");
    }

    @Test
    void whatALostRegionHadIsTakenOverByTheOneThatIsNamed() {
        server.on("POST /v1/regions/us:failover", 202, "{\"region\":\"us\",\"cells\":128}");

        Cli cli = Cli.against(server, "region", "failover", "us", "--to", "eu");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("128 cells are taken over already");
        assertThat(server.onlyRequest().body()).isEqualTo("{\"to\":\"eu\"}");
    }

    @Test
    void aRegionGetsBackWhatIsAtHomeThere() {
        server.on("POST /v1/regions/us:failback", 202, "{\"region\":\"us\",\"cells\":0}");

        Cli cli = Cli.against(server, "region", "failback", "us");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("us gets back");
    }

    @Test
    void aRegionThatWillNotComeBackIsForgotten() {
        server.on("DELETE /v1/regions/us", 200, "{\"name\":\"us\",\"deleted\":true}");

        Cli cli = Cli.against(server, "region", "remove", "us");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("us is forgotten");
    }

    @Test
    void aRegionThatIsNotThereIsNamed() {
        server.on(
                "POST /v1/regions/mars:failback",
                404,
                "{\"code\":\"region-not-found\",\"status\":404,\"title\":\"t\",\"detail\":\"There is no region mars.\"}");

        Cli cli = Cli.against(server, "region", "failback", "mars");

        assertThat(cli.exitCode()).isEqualTo(3);
        assertThat(cli.err()).contains("There is no region mars.");
    }
}
