package dev.baton.examples.licensereview.text;

import dev.baton.examples.kit.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Words of a licence that prove a finding.
 *
 * @param clause the number of the clause they stand in
 * @param heading the heading of that clause; empty if it has none
 */
public record Evidence(String clause, String heading, String quote) {

    static Evidence of(Clause clause, String quote) {
        return new Evidence(clause.number(), clause.heading(), quote);
    }

    /** The evidence in the field of this name. */
    public static List<Evidence> listFrom(Json.ObjectValue parent, String field) {
        List<Evidence> evidence = new ArrayList<>();
        for (Json.ObjectValue item : parent.objects(field)) {
            evidence.add(new Evidence(item.text("clause"), item.text("heading"), item.text("quote")));
        }
        return evidence;
    }

    public Json toJson() {
        return Json.object().with("clause", clause).with("heading", heading).with("quote", quote);
    }
}
