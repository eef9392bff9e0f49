package dev.baton.examples.licensereview;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.Feedback.Problem;
import dev.baton.examples.licensereview.text.Wording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent that evaluates a summary: {@code {summary, findings, text} -> {complete, missing, feedback}}. Complete means
 * that each statement that can be proven is, by words that stand in the licence exactly so.
 */
public final class SummaryEvaluator {

    /** Fewer words stand in almost any licence and prove nothing, unless the licence itself is as brief. */
    private static final int QUOTE_WORDS_MIN = 4;

    private static final double CONFIDENCE = 0.95;

    private SummaryEvaluator() {}

    public static void main(String[] arguments) {
        AgentProcess.run(SummaryEvaluator::perform, arguments);
    }

    static Answer perform(Json.ObjectValue input) {
        String licence = Wording.of(input.text("text"));
        List<Statement> written = Statement.listFrom(input.object("summary"), "statements");
        Map<String, Problem> problems = new LinkedHashMap<>();
        for (Statement expected : ReviewFindings.from(input, "findings").statements()) {
            if (!expected.quotes().isEmpty()) {
                problemWith(quotesFor(expected, written), expected, licence)
                        .ifPresent(problem -> problems.put(expected.id(), problem));
            }
        }
        Json output = Json.object()
                .with("complete", problems.isEmpty())
                .with("missing", problems.keySet().stream().map(Json::of).toList())
                .with("feedback", new Feedback(problems).toJson());
        return new Answer(output, CONFIDENCE);
    }

    private static List<String> quotesFor(Statement expected, List<Statement> written) {
        return written.stream()
                .filter(statement -> statement.id().equals(expected.id()))
                .flatMap(statement -> statement.quotes().stream())
                .map(evidence -> Wording.of(evidence.quote()))
                .toList();
    }

    private static Optional<Problem> problemWith(List<String> quotes, Statement expected, String licence) {
        int wordsMin = expected.quotes().stream()
                .mapToInt(evidence -> wordCount(evidence.quote()))
                .reduce(QUOTE_WORDS_MIN, Math::min);
        if (quotes.stream().noneMatch(quote -> wordCount(quote) >= wordsMin)) {
            return Optional.of(Problem.NO_EVIDENCE);
        }
        return quotes.stream().allMatch(licence::contains) ? Optional.empty() : Optional.of(Problem.NOT_VERBATIM);
    }

    private static int wordCount(String quote) {
        return quote.isBlank() ? 0 : quote.split(" ").length;
    }
}
