package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.planninground.Agents;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A talk: what one says changes what the next one says. */
final class PlanningRoundTest {

    @TempDir
    private static Path folder;

    private static PlayedExample company;

    @BeforeAll
    static void open() throws IOException {
        company = PlayedExample.start("planning-round", folder, Agents::crew);
    }

    @AfterAll
    static void close() {
        company.close();
    }

    @Test
    void theyTalkUntilAllHaveAgreedToTheSamePlan() throws Exception {
        JsonNode output = company.play("1-agreed").run().path("output");

        assertThat(company.callsOf("1-agreed")).containsExactly("legal", "finance", "operations", "legal", "finance");
        assertThat(output.path("agreed").asBoolean()).isTrue();
        // 17 x 10 x 40 hours are the 6800 that are needed; with overtime finance could not have paid for them
        assertThat(output.at("/plan/crew").asInt()
                        * 10
                        * (40 + output.at("/plan/overtime").asInt()))
                .isGreaterThanOrEqualTo(6_800);
        assertThat(output.at("/plan/overtime").asInt()).isLessThanOrEqualTo(8);
        assertThat(output.at("/plan/nights").asBoolean()).isFalse();
        assertThat(output.path("euros").asInt()).isLessThanOrEqualTo(430_000);
        assertThat(output.path("dissent")).isEmpty();
    }

    @Test
    void theOwnerDecidesWhenTheyDoNotAgreeAndTheDissentGoesToTheBoard() throws Exception {
        Play.Played played = company.play("2-overruled");
        JsonNode output = played.run().path("output");

        assertThat(output.path("agreed").asBoolean()).isFalse();
        assertThat(output.path("decidedBy").asText()).isEqualTo("operations");
        assertThat(output.path("euros").asInt()).isGreaterThan(400_000);
        assertThat(output.path("dissent").findValuesAsText("speaker")).containsExactly("finance");
        assertThat(output.at("/dissent/0/dissent").asText()).contains("more than the budget of 400000");
        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("board");
        assertThat(output.path("confirmedBy").asText()).isEqualTo("bea");
        assertThat(company.callsOf("2-overruled")).hasSize(10).endsWith("operations");
    }
}
