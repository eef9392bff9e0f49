package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.suppliersourcing.Agents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fan-out and fan-in: the five are asked at once, and the recommendation follows from their catalogues. */
final class SupplierSourcingTest {

    @TempDir
    private static Path folder;

    private static PlayedExample purchasing;

    @BeforeAll
    static void open() throws IOException {
        purchasing = PlayedExample.start("supplier-sourcing", folder, Agents::crew);
    }

    @AfterAll
    static void close() {
        purchasing.close();
    }

    @Test
    void theBestOfferIsFoundAmongFourAndTheOneWhoSellsNothingIsNamed() throws Exception {
        Play.Played played = purchasing.play("1-screws");
        JsonNode output = played.run().path("output");

        assertThat(output.path("status").asText()).isEqualTo("ordered");
        assertThat(output.path("supplier").asText()).isEqualTo("alpinfix");
        // (8000 x 18.10 + 8000 x 6.20 + 16000 x 2.55) / 100 francs, no freight from 3000 on below which 65 are due
        assertThat(output.path("euros").asDouble()).isCloseTo((1448 + 496 + 408 + 65) * 1.065, within(0.01));
        assertThat(output.path("ranking").findValuesAsText("supplier"))
                .containsExactly("alpinfix", "nordschraube", "ferrosud");
        assertThat(output.path("excluded").findValuesAsText("supplier")).containsExactly("kobayashi", "boltworks");
        assertThat(output.at("/excluded/0/reason").asText())
                .isEqualTo("agent kobayashi answered 400: Kobayashi Trading K.K. sells none of the articles");
        assertThat(output.path("reconciled")).hasSize(2);
        assertThat(played.decisions()).isEmpty();
    }

    @Test
    void allFiveAreAskedBeforeTheFirstHasAnswered() throws Exception {
        Play.Played played = purchasing.play("2-bearings");
        List<String> types = played.events().findValuesAsText("type");

        assertThat(purchasing.callsOf("2-bearings").subList(0, 5))
                .containsExactlyInAnyOrder("alpinfix", "boltworks", "ferrosud", "kobayashi", "nordschraube");
        assertThat(purchasing.callsOf("2-bearings").get(5)).isEqualTo("offer-comparer");
        assertThat(types.subList(0, types.indexOf("step-completed")).stream().filter("attempt-started"::equals))
                .hasSize(5);
    }

    @Test
    void aLargeOrderIsSigned() throws Exception {
        Play.Played played = purchasing.play("2-bearings");

        assertThat(played.run().at("/output/signedBy").asText()).contains("paul");
        assertThat(played.run().at("/output/euros").asDouble()).isGreaterThan(4_000);
    }

    @Test
    void nothingIsOrderedThatNobodyCanDeliver() throws Exception {
        JsonNode output = purchasing.play("3-tomorrow").run().path("output");

        assertThat(output.path("status").asText()).isEqualTo("nobody can deliver");
        assertThat(output.path("supplier").isNull()).isTrue();
        assertThat(output.path("excluded")).hasSize(5);
    }
}
