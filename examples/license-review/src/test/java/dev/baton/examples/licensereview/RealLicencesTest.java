package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What lawyers know about the licences in the example. */
final class RealLicencesTest {

    @Test
    void apacheIsPermissiveAndItsPatentLicenceEndsWithAPatentSuit() {
        Review review = Review.ofLicence("Apache-2.0");

        assertThat(review.copyleft().verdict()).isEqualTo("none");
        assertThat(review.patents().verdict()).isEqualTo("granted");
        assertThat(review.patents().evidence().getFirst().clause()).isEqualTo("3");
        assertThat(review.patents().details().text("retaliation")).isEqualTo("ends-patent-licence");
        assertThat(review.termination().verdict()).isEqualTo("on-patent-suit");
        assertThat(review.cureDays()).isEmpty();
        assertThat(review.obligations())
                .containsExactlyInAnyOrder(
                        "include-licence", "state-changes", "keep-notices", "pass-on-attributions", "no-patent-suits");
        assertThat(review.proofOf("no-patent-suits")).startsWith("If You institute patent litigation");
    }

    @Test
    void mozillaIsWeakByFileAndLeavesTimeToCure() {
        Review review = Review.ofLicence("MPL-2.0");

        assertThat(review.copyleft().verdict()).isEqualTo("weak");
        assertThat(review.copyleft().details().text("scope")).isEqualTo("file");
        assertThat(review.patents().verdict()).isEqualTo("granted");
        assertThat(review.patents().details().truth("limited")).isTrue();
        assertThat(review.patents().details().text("retaliation")).isEqualTo("ends-all-rights");
        assertThat(review.termination().verdict()).isEqualTo("automatic");
        assertThat(review.cureDays()).containsExactly(60, 30);
        assertThat(review.obligations()).contains("share-alike", "disclose-source", "keep-notices", "stay-compliant");
        assertThat(review.obligations()).doesNotContain("installation-information", "permit-relinking");
    }

    @Test
    void generalPublicLicenceIsStrongGrantsPatentsAndLeavesTimeToCure() {
        Review review = Review.ofLicence("GPL-3.0");

        assertThat(review.copyleft().verdict()).isEqualTo("strong");
        assertThat(review.copyleft().evidence().getFirst().heading()).isEqualTo("Conveying Modified Source Versions");
        assertThat(review.patents().verdict()).isEqualTo("granted");
        assertThat(review.patents().evidence().getFirst().clause()).isEqualTo("11");
        assertThat(review.patents().details().text("retaliation")).isEqualTo("suits-forbidden");
        assertThat(review.termination().verdict()).isEqualTo("automatic");
        assertThat(review.cureDays()).containsExactly(60, 30);
        assertThat(review.termination().details().truth("othersKeepRights")).isTrue();
        assertThat(review.obligations())
                .contains(
                        "share-alike",
                        "disclose-source",
                        "state-changes",
                        "installation-information",
                        "no-further-restrictions",
                        "no-discriminatory-patent-deals")
                .doesNotContain("offer-source-over-network", "limited-use");
    }

    @Test
    void lesserGeneralPublicLicenceIsWeakForLibrariesAndSilentOnPatents() {
        Review review = Review.ofLicence("LGPL-2.1");

        assertThat(review.copyleft().verdict()).isEqualTo("weak");
        assertThat(review.copyleft().details().text("scope")).isEqualTo("library");
        assertThat(review.patents().verdict()).isEqualTo("silent");
        assertThat(review.patents().details().text("retaliation")).isEqualTo("none");
        assertThat(review.termination().verdict()).isEqualTo("automatic");
        assertThat(review.cureDays()).isEmpty();
        assertThat(review.obligations()).contains("share-alike", "permit-relinking", "no-distribution-under-conflict");
    }

    @Test
    void creativeCommonsZeroGivesUpRightsButNotPatents() {
        Review review = Review.ofLicence("CC0-1.0");

        assertThat(review.copyleft().verdict()).isEqualTo("none");
        assertThat(review.copyleft().evidence().getFirst().heading()).isEqualTo("Waiver");
        assertThat(review.patents().verdict()).isEqualTo("disclaimed");
        assertThat(review.patents().evidence().getFirst().quote()).startsWith("No trademark or patent rights");
        assertThat(review.termination().verdict()).isEqualTo("irrevocable");
        assertThat(review.obligations()).isEmpty();
    }

    @Test
    void berkeleyIsPermissiveAndSilentOnPatentsAndTermination() {
        Review review = Review.ofLicence("BSD-3-Clause");

        assertThat(review.copyleft().verdict()).isEqualTo("none");
        assertThat(review.patents().verdict()).isEqualTo("silent");
        assertThat(review.termination().verdict()).isEqualTo("unstated");
        assertThat(review.obligations()).containsExactlyInAnyOrder("keep-notices", "include-licence", "no-endorsement");
        assertThat(review.proofOf("include-licence")).startsWith("Redistributions in binary form must reproduce");
    }
}
