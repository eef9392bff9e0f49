package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.insuranceclaim.Agents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two organisations with a server each: the one's step is the other's run. */
final class InsuranceClaimTest {

    @TempDir
    private static Path folder;

    private static PlayedExample bureau;
    private static PlayedExample insurer;

    @BeforeAll
    static void open() throws IOException {
        bureau = PlayedExample.start(
                "insurance-claim/partner",
                Files.createDirectories(folder.resolve("bureau")),
                dev.baton.examples.insuranceclaim.partner.Agents::crew);
        insurer = PlayedExample.start(
                "insurance-claim",
                Files.createDirectories(folder.resolve("insurer")),
                data -> Agents.crew(data, bureau.server()));
    }

    @AfterAll
    static void close() {
        insurer.close();
        bureau.close();
    }

    @Test
    void aPlainClaimIsPaidAfterTheBureausReport() throws Exception {
        JsonNode output = insurer.play("1-bumper").run().path("output");
        JsonNode report = bureau.run(output.at("/bureau/bureauRun").asText());

        assertThat(output.path("decision").asText()).isEqualTo("paid");
        // 412 + 2.5 h + 690 + 0.8 h at 118, claimed 1650, less 300
        assertThat(output.at("/settlement/payment").asDouble()).isEqualTo(412 + 690 + 3.3 * 118 - 300);
        assertThat(report.path("workflow").asText()).isEqualTo("fraud-check");
        assertThat(report.at("/startedBy/id").asText()).isEqualTo("insurer");
        assertThat(report.path("input").toString()).doesNotContain("Solheim");
        assertThat(output.path("bureau")).isEqualTo(report.path("output"));
    }

    @Test
    void whatTheBureauKnowsGoesToAnInvestigator() throws Exception {
        Play.Played played = insurer.play("2-paid-before");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/bureau/score").asInt()).isEqualTo(60 + 20 + 15 + 25);
        assertThat(output.at("/bureau/findings/0").asText()).contains("paid by Helvetia Mutual on 2026-09-14");
        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("investigator");
        assertThat(output.path("decision").asText()).isEqualTo("declined");
        assertThat(insurer.callsOf("2-paid-before")).doesNotContain("settlement");
    }

    @Test
    void theBureauIsNotAskedAboutWhatIsNotInsured() throws Exception {
        JsonNode output = insurer.play("3-lapsed").run().path("output");

        assertThat(output.at("/reasons/0").asText()).isEqualTo("the policy ran from 2023-05-01 to 2026-04-30");
        assertThat(insurer.callsOf("3-lapsed")).containsExactly("policy-checker");
    }

    @Test
    void aLargeClaimIsPaidWithTheWordOfAnAdjuster() throws Exception {
        Play.Played played = insurer.play("4-large");

        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("adjuster");
        assertThat(played.run().at("/output/bureau/score").asInt()).isZero();
        assertThat(played.run().at("/output/settlement/calculation").asText()).endsWith("less 1000");
    }
}
