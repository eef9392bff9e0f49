package dev.baton.examples.licensereview.text;

import dev.baton.examples.kit.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One clause of a licence.
 *
 * @param number as printed, such as {@code 2.1}; or where an unnumbered clause stands: {@code opening},
 *     {@code closing}, {@code paragraph 3}
 * @param heading its own or that of the section it belongs to; empty if there is none
 * @param text what it says, exactly as printed
 * @param offset where the text begins in the licence
 */
public record Clause(String number, String heading, String text, int offset) {

    /** The clauses in the field of this name. */
    public static List<Clause> listFrom(Json.ObjectValue parent, String field) {
        List<Clause> clauses = new ArrayList<>();
        for (Json.ObjectValue clause : parent.objects(field)) {
            clauses.add(new Clause(
                    clause.text("number"), clause.text("heading"), clause.text("text"), clause.integer("offset")));
        }
        return clauses;
    }

    public Json toJson() {
        return Json.object()
                .with("number", number)
                .with("heading", heading)
                .with("text", text)
                .with("offset", offset);
    }
}
