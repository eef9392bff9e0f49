package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.examples.licensereview.text.Evidence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EvidenceTest {

    /** Compares without the product's own notion of wording, so that a mistake in that cannot hide one here. */
    @ParameterizedTest
    @MethodSource("dev.baton.examples.licensereview.LicenceTexts#all")
    void everyQuoteStandsInTheLicence(String name) {
        String licence = LicenceTexts.read(name).replaceAll("\\s+", " ");

        assertThat(Review.ofLicence(name).evidence())
                .isNotEmpty()
                .extracting(Evidence::quote)
                .allSatisfy(quote -> assertThat(licence).contains(quote));
    }

    @ParameterizedTest
    @MethodSource("dev.baton.examples.licensereview.LicenceTexts#all")
    void everyObligationIsProven(String name) {
        Review review = Review.ofLicence(name);

        assertThat(review.obligations())
                .allSatisfy(obligation -> assertThat(review.proofOf(obligation)).isNotBlank());
    }
}
