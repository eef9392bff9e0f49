package dev.baton.examples.licensereview;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.Feedback.Problem;
import dev.baton.examples.licensereview.text.Evidence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The agent that writes the summary: {@code {name, findings, draft?, feedback?} -> summary}. Left to itself it is
 * brief: it quotes for the verdicts only, and long sentences in part. Whatever the evaluator asks for, it adds to its
 * draft.
 */
public final class SummaryWriter {

    private SummaryWriter() {}

    public static void main(String[] arguments) {
        AgentProcess.run(SummaryWriter::perform, arguments);
    }

    static Answer perform(Json.ObjectValue input) {
        ReviewFindings findings = ReviewFindings.from(input, "findings");
        Map<String, Statement> draft = draft(input);
        Feedback feedback = Feedback.from(input, "feedback");
        List<Statement> statements = findings.statements().stream()
                .map(statement -> statement.quoting(
                        quotes(statement, Optional.ofNullable(draft.get(statement.id())), feedback.on(statement))))
                .toList();
        return new Answer(summary(input.text("name"), findings, statements), shareQuoted(findings, statements));
    }

    private static Map<String, Statement> draft(Json.ObjectValue input) {
        return input.optional("draft").isEmpty()
                ? Map.of()
                : Statement.listFrom(input.object("draft"), "statements").stream()
                        .collect(Collectors.toMap(Statement::id, Function.identity(), (first, second) -> first));
    }

    /** The quotes for a statement, whose own are all the evidence there is. */
    private static List<Evidence> quotes(Statement proven, Optional<Statement> draft, Optional<Problem> problem) {
        List<Evidence> drafted = draft.map(Statement::quotes).orElse(List.of());
        if (problem.isEmpty()) {
            boolean first = draft.isEmpty() && proven.isVerdict();
            return first ? Quotation.shorten(proven.quotes()) : drafted;
        }
        boolean briefly = problem.get() == Problem.NO_EVIDENCE && drafted.isEmpty();
        return briefly ? Quotation.shorten(proven.quotes()) : proven.quotes();
    }

    private static Json summary(String name, ReviewFindings findings, List<Statement> statements) {
        IntakeVerdict verdict = IntakeVerdict.of(findings);
        return Json.object()
                .with("licence", name)
                .with("verdict", verdict.decision())
                .with("reason", findings.copyleft().explanation())
                .with("concerns", verdict.concerns().stream().map(Json::of).toList())
                .with("statements", statements.stream().map(Statement::toJson).toList());
    }

    /** A summary is as trustworthy as the share of its provable statements that it proves. */
    private static double shareQuoted(ReviewFindings findings, List<Statement> statements) {
        long provable = findings.statements().stream()
                .filter(statement -> !statement.quotes().isEmpty())
                .count();
        long quoted = statements.stream()
                .filter(statement -> !statement.quotes().isEmpty())
                .count();
        return provable == 0 ? 1 : (double) quoted / provable;
    }
}
