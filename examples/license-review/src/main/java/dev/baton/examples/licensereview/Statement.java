package dev.baton.examples.licensereview;

import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a summary.
 *
 * @param id the topic for its verdict, {@code topic/obligation} for an obligation
 * @param quotes the evidence, as it stands in the summary
 */
record Statement(String id, String text, List<Evidence> quotes) {

    Statement {
        quotes = List.copyOf(quotes);
    }

    static List<Statement> listFrom(Json.ObjectValue parent, String field) {
        List<Statement> statements = new ArrayList<>();
        for (Json.ObjectValue statement : parent.objects(field)) {
            statements.add(new Statement(
                    statement.text("id"), statement.text("text"), Evidence.listFrom(statement, "quotes")));
        }
        return statements;
    }

    /** Whether it says how a checker judged, and not what is to be done. */
    boolean isVerdict() {
        return id.indexOf('/') < 0;
    }

    Statement quoting(List<Evidence> others) {
        return new Statement(id, text, others);
    }

    Json toJson() {
        return Json.object()
                .with("id", id)
                .with("text", text)
                .with("quotes", quotes.stream().map(Evidence::toJson).toList());
    }
}
