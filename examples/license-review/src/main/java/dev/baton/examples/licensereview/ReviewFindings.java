package dev.baton.examples.licensereview;

import dev.baton.examples.kit.Json;
import java.util.List;
import java.util.stream.Stream;

/** What the three checkers found out about one licence. */
record ReviewFindings(Findings copyleft, Findings patents, Findings termination) {

    static ReviewFindings from(Json.ObjectValue parent, String field) {
        Json.ObjectValue findings = parent.object(field);
        return new ReviewFindings(
                Findings.from(findings, "copyleft"),
                Findings.from(findings, "patents"),
                Findings.from(findings, "termination"));
    }

    List<Statement> statements() {
        return Stream.of(copyleft, patents, termination)
                .flatMap(findings -> findings.statements().stream())
                .toList();
    }
}
