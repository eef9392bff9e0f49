package dev.baton.examples.licensereview;

import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * Something the licence asks of those who use the software.
 *
 * @param duty what to do, in one sentence
 * @param evidence the words of the licence that ask for it
 */
record Obligation(String id, String duty, List<Evidence> evidence) {

    Obligation {
        evidence = List.copyOf(evidence);
    }

    static List<Obligation> listFrom(Json.ObjectValue parent, String field) {
        List<Obligation> obligations = new ArrayList<>();
        for (Json.ObjectValue obligation : parent.objects(field)) {
            obligations.add(new Obligation(
                    obligation.text("id"), obligation.text("duty"), Evidence.listFrom(obligation, "evidence")));
        }
        return obligations;
    }

    Json toJson() {
        return Json.object()
                .with("id", id)
                .with("duty", duty)
                .with("evidence", evidence.stream().map(Evidence::toJson).toList());
    }
}
