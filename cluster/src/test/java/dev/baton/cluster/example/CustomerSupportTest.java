package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.customersupport.Agents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handoffs: the model finds the first desk, the desks find the right one. */
final class CustomerSupportTest {

    @TempDir
    private static Path folder;

    private static PlayedExample support;

    @BeforeAll
    static void open() throws IOException {
        support = PlayedExample.start("customer-support", folder, Agents::crew);
    }

    @AfterAll
    static void close() {
        support.close();
    }

    @Test
    void whatWasPaidTwiceGoesFromBillingToRefunds() throws Exception {
        JsonNode run = support.play("1-charged-twice").run();

        assertThat(owners(run)).containsExactly("billing", "refunds");
        assertThat(run.at("/output/message").asText())
                .startsWith("Hello, my subscription")
                .doesNotContain("error");
        assertThat(run.at("/output/refund").asDouble()).isEqualTo(39.0);
        assertThat(run.at("/output/reply").asText())
                .isEqualTo("Dear Greta Lindholm, you get 39.00 euros back: invoice R-2026-11802 was paid twice.");
        assertThat(support.callsOf("1-charged-twice")).containsExactly("message-reader", "billing-desk", "refund-desk");
    }

    @Test
    void aFaultStaysWithTheTechnicians() throws Exception {
        JsonNode run = support.play("2-white-screen").run();

        assertThat(owners(run)).containsExactly("technical");
        assertThat(run.at("/output/reply").asText()).contains("Samuel Osei", "update the app to 8.2.1");
    }

    @Test
    void whatLooksLikeAFaultAndIsAnOpenInvoiceGoesToBilling() throws Exception {
        JsonNode run = support.play("3-locked-out").run();

        assertThat(owners(run)).containsExactly("technical", "billing");
        assertThat(run.at("/output/reply").asText()).contains("R-2026-11833 of 14.90 euros");
    }

    @Test
    void aLargeRefundIsReleasedByAPerson() throws Exception {
        Play.Played played = support.play("4-camera-back");

        assertThat(owners(played.run())).containsExactly("refunds");
        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("support-lead");
        assertThat(played.run().at("/output/refund").asDouble()).isEqualTo(249.0);
        assertThat(played.run().at("/output/releasedBy").asText()).isEqualTo("lena");
    }

    @Test
    void whatIsNearToNoDeskGoesToAPerson() throws Exception {
        Play.Played played = support.play("5-off-topic");

        assertThat(owners(played.run())).containsExactly("otherwise");
        assertThat(played.run().at("/output/reply").asText()).contains("thyme");
        assertThat(support.callsOf("5-off-topic")).containsExactly("message-reader");
    }

    private static List<String> owners(JsonNode run) {
        List<String> owners = new ArrayList<>();
        for (JsonNode step : run.path("steps")) {
            if (step.path("step").asText().equals("desk")) {
                step.path("choices")
                        .forEach(choice -> owners.add(choice.at("/value/target").asText()));
            }
        }
        return owners;
    }
}
