package dev.baton.examples.licensereview;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Evidence;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one checker found out.
 *
 * @param topic what it checks
 * @param verdict one word of that topic's vocabulary
 * @param explanation the verdict in one sentence
 * @param details further facts of the topic
 * @param evidence the words that prove the verdict; empty if it rests on their absence
 */
record Findings(
        String topic,
        String verdict,
        String explanation,
        Json.ObjectValue details,
        List<Evidence> evidence,
        List<Obligation> obligations) {

    /** What a licence says can be quoted; what it does not say, a rule may also have overlooked. */
    private static final double CONFIDENCE_QUOTED = 0.9;

    private static final double CONFIDENCE_BY_ABSENCE = 0.7;

    Findings {
        evidence = List.copyOf(evidence);
        obligations = List.copyOf(obligations);
    }

    static Findings from(Json.ObjectValue parent, String field) {
        Json.ObjectValue findings = parent.object(field);
        return new Findings(
                findings.text("topic"),
                findings.text("verdict"),
                findings.text("explanation"),
                findings.object("details"),
                Evidence.listFrom(findings, "evidence"),
                Obligation.listFrom(findings, "obligations"));
    }

    /** Everything that a summary must state, with all the evidence there is: the verdict, then each obligation. */
    List<Statement> statements() {
        Stream<Statement> judgement = Stream.of(new Statement(topic, explanation, evidence));
        Stream<Statement> duties = obligations.stream()
                .map(obligation ->
                        new Statement(topic + "/" + obligation.id(), obligation.duty(), obligation.evidence()));
        return Stream.concat(judgement, duties).toList();
    }

    Answer toAnswer() {
        return new Answer(toJson(), evidence.isEmpty() ? CONFIDENCE_BY_ABSENCE : CONFIDENCE_QUOTED);
    }

    Json toJson() {
        return Json.object()
                .with("topic", topic)
                .with("verdict", verdict)
                .with("explanation", explanation)
                .with("details", details)
                .with("evidence", evidence.stream().map(Evidence::toJson).toList())
                .with(
                        "obligations",
                        obligations.stream().map(Obligation::toJson).toList());
    }
}
