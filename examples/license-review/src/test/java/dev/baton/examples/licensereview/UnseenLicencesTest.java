package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.examples.kit.Json;
import org.junit.jupiter.api.Test;

/** Licences that nobody has seen before are read by what they say. */
final class UnseenLicencesTest {

    private static final String HARBOUR = """
            Harbour Licence 1

            Copyright 2031 The Harbour Authors

            1. Grant
            You may use, copy, modify and distribute the Software.

            2. Sharing
            If you distribute a modified version, it must be licensed as a whole under this licence.

            3. Patents
            Each author grants you a licence under the patents that the author's contribution infringes.
            Whoever brings a patent claim about the Software loses that licence.

            4. End
            Your rights end automatically if you breach this licence, but they come back if you cure the
            breach within fourteen (14) days of being told.
            """;

    private static final String NETWORK = """
            (1) You may change this program. Every changed program must be distributed under the same licence.
            (2) If users interact with a changed program over a network, you must offer them its source code.
            (3) No patent licence is given.
            """;

    private static final String EVALUATION = """
            Evaluation Agreement

            You may use the product for internal evaluation only. You may not modify it.

            The vendor may terminate this agreement by written notice.
            """;

    @Test
    void strongCopyleftWithPatentsAndACurePeriodInWordsIsRecognised() {
        Review review = Review.of(HARBOUR);

        assertThat(review.copyleft().verdict()).isEqualTo("strong");
        assertThat(review.copyleft().evidence().getFirst().clause()).isEqualTo("2");
        assertThat(review.patents().verdict()).isEqualTo("granted");
        assertThat(review.patents().evidence().getFirst().heading()).isEqualTo("Patents");
        assertThat(review.patents().details().text("retaliation")).isEqualTo("ends-patent-licence");
        assertThat(review.termination().verdict()).isEqualTo("automatic");
        assertThat(review.cureDays()).containsExactly(14);
    }

    @Test
    void changingOneSentenceChangesTheVerdict() {
        String permissive = HARBOUR.replace(
                "it must be licensed as a whole under this licence", "you may license it under other terms");
        String withoutPatents = HARBOUR.replace("grants you a licence under", "keeps");

        assertThat(Review.of(permissive).copyleft().verdict()).isEqualTo("none");
        assertThat(Review.of(withoutPatents).patents().verdict()).isEqualTo("silent");
    }

    @Test
    void sourceForUsersOverANetworkIsNetworkCopyleft() {
        Review review = Review.of(NETWORK);

        assertThat(review.copyleft().verdict()).isEqualTo("network");
        assertThat(review.patents().verdict()).isEqualTo("disclaimed");
        assertThat(review.proofOf("offer-source-over-network")).startsWith("If users interact");
    }

    @Test
    void anAgreementWithoutNumbersThatLimitsTheUseIsRestricted() {
        Review review = Review.of(EVALUATION);

        assertThat(review.copyleft().verdict()).isEqualTo("unclear");
        assertThat(review.termination().verdict()).isEqualTo("on-notice");
        assertThat(review.obligations()).contains("limited-use");
        Json.ObjectValue summary =
                (Json.ObjectValue) SummaryWriter.perform(review.assignment()).output();
        assertThat(summary.text("verdict")).isEqualTo("restricted");
    }
}
