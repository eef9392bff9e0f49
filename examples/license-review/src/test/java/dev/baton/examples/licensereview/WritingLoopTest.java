package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.examples.kit.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WritingLoopTest {

    private static final int ITERATIONS_MAX = 4;

    @ParameterizedTest
    @MethodSource("dev.baton.examples.licensereview.LicenceTexts#all")
    void theSummaryIsCompleteWithinTheIterationsOfTheWorkflow(String name) {
        List<Json.ObjectValue> evaluations = Review.ofLicence(name).writeUntilComplete(ITERATIONS_MAX);

        assertThat(evaluations.getLast().truth("complete")).isTrue();
        assertThat(evaluations.getFirst().truth("complete")).isFalse();
    }

    @Test
    void withoutFeedbackTheWriterNeverGetsBetter() {
        Review review = Review.ofLicence("GPL-3.0");
        Json first = SummaryWriter.perform(review.assignment()).output();

        Json again =
                SummaryWriter.perform(review.assignment().with("draft", first)).output();

        assertThat(again).isEqualTo(first);
    }

    @Test
    void theWriterAddsWhatTheFeedbackAsksForAndNothingElse() {
        Review review = Review.ofLicence("GPL-3.0");
        Json draft = SummaryWriter.perform(review.assignment()).output();
        Json.ObjectValue request =
                Json.object().with("statement", "copyleft/state-changes").with("problem", "no-evidence");

        Json.ObjectValue better = (Json.ObjectValue) SummaryWriter.perform(review.assignment()
                        .with("draft", draft)
                        .with("feedback", Json.object().with("feedback", List.of(request))))
                .output();

        assertThat(quoted(better)).contains("copyleft/state-changes").doesNotContain("copyleft/share-alike");
        assertThat(quoted(better)).hasSize(quoted((Json.ObjectValue) draft).size() + 1);
    }

    @Test
    void theEvaluatorRefusesAQuoteThatTheLicenceDoesNotHold() {
        Review review = Review.ofLicence("BSD-3-Clause");
        Json invented =
                summary("copyleft/keep-notices", "Redistributions of source code may drop the copyright notice.");

        assertThat(problem(review.evaluate(invented), "copyleft/keep-notices")).isEqualTo("not-verbatim");
    }

    @Test
    void theEvaluatorRefusesAQuoteThatProvesNothing() {
        Review review = Review.ofLicence("BSD-3-Clause");

        assertThat(problem(review.evaluate(summary("copyleft/keep-notices", "of")), "copyleft/keep-notices"))
                .isEqualTo("no-evidence");
    }

    @Test
    void theEvaluatorMissesWhatTheSummaryLeavesOut() {
        Review review = Review.ofLicence("BSD-3-Clause");

        Json.ObjectValue evaluation = review.evaluate(Json.object().with("statements", List.of()));

        assertThat(evaluation.truth("complete")).isFalse();
        assertThat(evaluation.objects("feedback")).hasSize(4);
    }

    private static Json summary(String statement, String quote) {
        Json evidence = Json.object().with("clause", "1").with("heading", "").with("quote", quote);
        Json written = Json.object().with("id", statement).with("text", "").with("quotes", List.of(evidence));
        return Json.object().with("statements", List.of(written));
    }

    private static String problem(Json.ObjectValue evaluation, String statement) {
        return evaluation.objects("feedback").stream()
                .filter(item -> item.text("statement").equals(statement))
                .map(item -> item.text("problem"))
                .findFirst()
                .orElse("none");
    }

    private static List<String> quoted(Json.ObjectValue summary) {
        return Statement.listFrom(summary, "statements").stream()
                .filter(statement -> !statement.quotes().isEmpty())
                .map(Statement::id)
                .toList();
    }
}
