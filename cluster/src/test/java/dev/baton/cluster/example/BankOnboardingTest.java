package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.bankonboarding.Agents;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sequence with decisions in it: what the documents and lists say is what becomes of the applicant. */
final class BankOnboardingTest {

    @TempDir
    private static Path folder;

    private static PlayedExample bank;

    @BeforeAll
    static void open() throws IOException {
        bank = PlayedExample.start("bank-onboarding", folder, Agents::crew);
    }

    @AfterAll
    static void close() {
        bank.close();
    }

    @Test
    void anApplicantWithoutRiskGetsAnAccountWithoutAPerson() throws Exception {
        Play.Played played = bank.play("1-nurse");
        JsonNode output = played.run().path("output");

        assertThat(output.path("decision").asText()).isEqualTo("opened");
        assertThat(output.at("/risk/score").asInt()).isZero();
        assertThat(isValidIban(output.at("/account/iban").asText())).isTrue();
        assertThat(output.at("/account/dailyLimit").asInt()).isEqualTo(5_000);
        assertThat(played.decisions()).isEmpty();
        assertThat(bank.callsOf("1-nurse"))
                .containsExactly("document-checker", "screening", "risk-scorer", "account-opener");
    }

    @Test
    void aPoliticallyExposedApplicantIsWatchedAfterCompliancesYes() throws Exception {
        Play.Played played = bank.play("2-deputy-minister");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/screening/hits/0/entry").asText()).isEqualTo("P-1022");
        assertThat(output.at("/risk/factors").findValuesAsText("factor"))
                .containsExactly("occupation", "monthly turnover over", "politically exposed");
        assertThat(output.at("/risk/score").asInt()).isEqualTo(20 + 15 + 40);
        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("compliance");
        assertThat(output.path("decision").asText()).isEqualTo("opened");
        assertThat(output.at("/account/monitoring").asText()).isEqualTo("every transaction");
    }

    @Test
    void nobodyOnAListGetsAnAccountUnderAnotherSpelling() throws Exception {
        Play.Played played = bank.play("3-under-another-spelling");
        JsonNode output = played.run().path("output");

        assertThat(output.path("decision").asText()).isEqualTo("declined");
        assertThat(output.at("/screening/hits/0/entry").asText()).isEqualTo("S-0147");
        assertThat(output.at("/screening/hits/0/sameBirthDate").asBoolean()).isTrue();
        assertThat(played.decisions()).isEmpty();
        assertThat(bank.callsOf("3-under-another-spelling")).doesNotContain("account-opener");
    }

    @Test
    void aPossibleHitIsDeclinedByAPersonsNo() throws Exception {
        Play.Played played = bank.play("4-namesake");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/screening/outcome").asText()).isEqualTo("possible");
        assertThat(output.path("decision").asText()).isEqualTo("declined");
        assertThat(output.path("reasons").toString()).contains("Could not be told apart from entry S-0203.");
    }

    @Test
    void badDocumentsGoBackToTheApplicantWithAllThatIsWrong() throws Exception {
        Play.Played played = bank.play("5-old-passport");
        JsonNode output = played.run().path("output");

        assertThat(output.path("decision").asText()).isEqualTo("returned");
        assertThat(output.path("reasons"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "passport: the check digit of the document number is wrong",
                        "passport: the check digit of the whole line is wrong",
                        "passport: expired on 2024-08-31",
                        "proof of address: 202 days old, at most 90 are accepted");
        assertThat(bank.callsOf("5-old-passport")).containsExactly("document-checker");
    }

    private static boolean isValidIban(String iban) {
        String turned = iban.substring(4) + "1314" + iban.substring(2, 4);
        return new BigInteger(turned).mod(BigInteger.valueOf(97)).intValue() == 1;
    }
}
