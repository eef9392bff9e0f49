package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /v1/regions}. */
class RegionsTest {

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void allRegionsAreShownAlsoOneThatIsLost() {
        Client.Answer regions = client.get("/v1/regions");

        assertThat(regions.text("/self")).isEqualTo("eu");
        assertThat(regions.text("/regions/0/labels/residency")).isEqualTo("eu");
        assertThat(regions.text("/regions/1/status")).isEqualTo("lost");
        assertThat(regions.text("/regions/1/leaseMs")).isEqualTo("-3000");
    }

    @Test
    void whatCannotBeDoneIsRefusedByName() {
        assertThat(client.post("/v1/regions/us:failover", "{}").status()).isEqualTo(202);
        assertThat(client.post("/v1/regions/us:failover", "{\"to\": \"us\"}").code())
                .isEqualTo("region-lost");
        assertThat(client.post("/v1/regions/eu:failover", "").code()).isEqualTo("region-alone");
        assertThat(client.post("/v1/regions/mars:failback", "{}").code()).isEqualTo("region-not-found");
        assertThat(client.delete("/v1/regions/us").status()).isEqualTo(200);
        assertThat(client.delete("/v1/regions/eu").code()).isEqualTo("region-in-use");
        assertThat(client.delete("/v1/regions/mars").code()).isEqualTo("region-not-found");
        assertThat(client.post("/v1/regions/us:failover", "{\"into\": \"eu\"}").code())
                .isEqualTo("invalid-field");
    }

    @Test
    void aStartIsRefusedWhereTheRunMayNotBe() {
        assertThat(client.post("/v1/runs", "{\"workflow\": \"waiting\", \"region\": \"eu\", \"id\": \"here\"}")
                        .status())
                .isEqualTo(201);
        assertThat(client.get("/v1/runs/here")
                        .json()
                        .path("labels")
                        .path("baton/region")
                        .asText())
                .isEqualTo("eu");
        assertThat(client.post("/v1/runs", "{\"workflow\": \"waiting\", \"region\": \"us\"}")
                        .code())
                .isEqualTo("region-unavailable");
        assertThat(client.post("/v1/runs", "{\"workflow\": \"waiting\", \"region\": \"mars\"}")
                        .code())
                .isEqualTo("region-not-allowed");
    }

    @Test
    void theLabelOfTheRegionIsBatonsOwn() {
        String start = "{\"workflow\": \"waiting\", \"id\": \"labelled\", \"labels\": {\"baton/region\": \"us\"}}";

        assertThat(client.post("/v1/runs", start).status()).isEqualTo(201);

        assertThat(client.get("/v1/runs/labelled").json().path("labels")).isEmpty();
    }

    @Test
    void onlyRegionsCallRegions() {
        assertThat(client.post("/v1/region-calls", "{}").code()).isEqualTo("region-call-invalid");
    }
}
