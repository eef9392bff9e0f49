package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.procurement.Agents;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager: what its specialists find decides who is asked next, and a failure is not the end. */
final class ProcurementTest {

    @TempDir
    private static Path folder;

    private static PlayedExample purchasing;

    @BeforeAll
    static void open() throws IOException {
        purchasing = PlayedExample.start("procurement", folder, Agents::crew);
    }

    @AfterAll
    static void close() {
        purchasing.close();
    }

    @Test
    void theBestVendorWithAGoodContractIsTakenOnByARunOfItsOwn() throws Exception {
        Play.Played played = purchasing.play("1-hamburg-milan");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/vendor/vendor").asText()).isEqualTo("hansa-cargo");
        assertThat(output.at("/vendor/number").asText()).matches("V-\\d{6}");
        assertThat(output.at("/passedOver/0").asText())
                .startsWith("brenner-express: ")
                .contains("2.00, must be at least 8.33", "notice in months is 6");
        assertThat(purchasing.callsOf("1-hamburg-milan"))
                .filteredOn("contract-reviewer"::equals)
                .hasSize(3);
        assertThat(purchasing.callsOf("1-hamburg-milan.c1")).containsExactly("vendor-registry", "vendor-ledger");
        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("finance");
        assertThat(output.path("rounds").asInt()).isEqualTo(4);
    }

    @Test
    void theManagerGoesOnToTheNextBestWhenOneFails() throws Exception {
        Play.Played played = purchasing.play("2-hamburg-vienna");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/vendor/vendor").asText()).isEqualTo("alster-transport");
        assertThat(output.path("passedOver")).hasSize(2);
        assertThat(output.at("/passedOver/0").asText()).startsWith("puszta-trans: says nothing about liability");
        assertThat(output.at("/passedOver/1").asText()).contains("Danube Lines GmbH is insured until 2026-09-30 only");
        assertThat(purchasing.callsOf("2-hamburg-vienna.c1")).containsExactly("vendor-registry");
        assertThat(purchasing.callsOf("2-hamburg-vienna.c2")).containsExactly("vendor-registry", "vendor-ledger");
    }

    @Test
    void theManagerSaysSoWhenThereIsNobody() throws Exception {
        JsonNode output = purchasing.play("3-hamburg-oslo").run().path("output");

        assertThat(output.path("vendor").isNull()).isTrue();
        assertThat(output.at("/passedOver/0").asText()).isEqualTo("nobody can carry this");
    }
}
