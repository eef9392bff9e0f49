package dev.baton.examples.licensereview;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Clause;
import dev.baton.examples.licensereview.text.ClauseReader;
import java.util.List;

/** The agent that extracts the clauses of a licence text: {@code {text} -> {clauses}}. */
public final class ClauseExtractor {

    /** Counted clauses leave little doubt; paragraphs may cut a clause in two. */
    private static final double CONFIDENCE_NUMBERED = 0.95;

    private static final double CONFIDENCE_UNNUMBERED = 0.7;

    private ClauseExtractor() {}

    public static void main(String[] arguments) {
        AgentProcess.run(ClauseExtractor::perform, arguments);
    }

    static Answer perform(Json.ObjectValue input) {
        List<Clause> clauses = ClauseReader.read(input.text("text"));
        if (clauses.isEmpty()) {
            throw new InvalidInput("\"text\" holds no clauses");
        }
        boolean numbered = clauses.stream()
                .anyMatch(clause -> Character.isDigit(clause.number().charAt(0)));
        return new Answer(
                Json.object()
                        .with("clauses", clauses.stream().map(Clause::toJson).toList()),
                numbered ? CONFIDENCE_NUMBERED : CONFIDENCE_UNNUMBERED);
    }
}
