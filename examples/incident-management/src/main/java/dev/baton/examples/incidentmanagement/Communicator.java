package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import java.util.List;

/** Tells customers what they see, and the team what is known: {@code {triage, change, withheld} -> {customers, team}}. */
final class Communicator {

    private Communicator() {}

    static Answer perform(Json.ObjectValue input) {
        Json.ObjectValue triage = input.object("triage");
        boolean changed = input.optional("change").isPresent();
        String state = changed
                ? "We have found the cause and are applying a change."
                : "We have found the cause and are deciding what to do.";
        String customers = switch (triage.text("severity")) {
            case "SEV1" -> "Many requests fail since " + triage.text("since") + ". " + state;
            case "SEV2" -> "Some requests fail since " + triage.text("since") + ". " + state;
            default -> "";
        };
        List<String> evidence = triage.texts("evidence");
        String team = triage.text("severity") + " " + triage.text("service") + " since " + triage.text("since")
                + ", cause: " + triage.text("cause") + (evidence.isEmpty() ? "" : " (" + evidence.getFirst() + ")")
                + ". "
                + (changed
                        ? "Change: " + input.object("change").text("action")
                        : "No change: " + input.text("withheld"))
                + ". Owner: " + triage.text("team") + ".";
        return Answer.of(Json.object().with("customers", customers).with("team", team));
    }
}
