package dev.baton.examples.licensereview;

import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A review of one licence, done by the agents without HTTP. */
record Review(String text, Json.ObjectValue findings) {

    static Review of(String text) {
        Json.ObjectValue clauses = (Json.ObjectValue)
                ClauseExtractor.perform(Json.object().with("text", text)).output();
        return new Review(
                text,
                Json.object()
                        .with("copyleft", CopyleftChecker.perform(clauses).output())
                        .with("patents", PatentChecker.perform(clauses).output())
                        .with("termination", TerminationChecker.perform(clauses).output()));
    }

    static Review ofLicence(String name) {
        return of(LicenceTexts.read(name));
    }

    Findings copyleft() {
        return Findings.from(findings, "copyleft");
    }

    Findings patents() {
        return Findings.from(findings, "patents");
    }

    Findings termination() {
        return Findings.from(findings, "termination");
    }

    List<Integer> cureDays() {
        return termination().details().objects("curePeriods").stream()
                .map(period -> period.integer("days"))
                .toList();
    }

    List<String> obligations() {
        return Stream.of(copyleft(), patents(), termination())
                .flatMap(topic -> topic.obligations().stream())
                .map(Obligation::id)
                .toList();
    }

    /** The quotes for an obligation, joined. */
    String proofOf(String obligation) {
        List<String> quotes = new ArrayList<>();
        for (Findings topic : List.of(copyleft(), patents(), termination())) {
            topic.obligations().stream()
                    .filter(candidate -> candidate.id().equals(obligation))
                    .forEach(found -> found.evidence().forEach(evidence -> quotes.add(evidence.quote())));
        }
        return String.join("\n", quotes);
    }

    List<Evidence> evidence() {
        return Stream.of(copyleft(), patents(), termination())
                .flatMap(topic -> topic.statements().stream())
                .flatMap(statement -> statement.quotes().stream())
                .toList();
    }

    /** Lets the writer and the evaluator take turns as the workflow does; the evaluations in their order. */
    List<Json.ObjectValue> writeUntilComplete(int iterationsMax) {
        List<Json.ObjectValue> evaluations = new ArrayList<>();
        Json.ObjectValue assignment = assignment();
        do {
            Json summary = SummaryWriter.perform(assignment).output();
            Json.ObjectValue evaluation = evaluate(summary);
            evaluations.add(evaluation);
            assignment = assignment.with("draft", summary).with("feedback", evaluation);
        } while (!evaluations.getLast().truth("complete") && evaluations.size() < iterationsMax);
        return evaluations;
    }

    Json.ObjectValue assignment() {
        return Json.object().with("name", "a licence").with("findings", findings);
    }

    Json.ObjectValue evaluate(Json summary) {
        return (Json.ObjectValue) SummaryEvaluator.perform(Json.object()
                        .with("summary", summary)
                        .with("findings", findings)
                        .with("text", text))
                .output();
    }
}
