package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an agent's compliance asks of people.
 *
 * @param always whether a person allows everything that it does
 * @param separated whether nobody may allow what they have asked for themselves
 */
record GapDuties(boolean always, boolean separated) {

    static GapDuties of(JsonNode compliance) {
        return new GapDuties(
                compliance
                        .path("supervision")
                        .path("human_in_the_loop")
                        .asText()
                        .equals("always"),
                compliance.has("segregation_of_duties"));
    }

    /** Whether a person is asked before a step. */
    boolean asks(JsonNode complianceOfStep) {
        return always || complianceOfStep.path("requires_approval").asBoolean();
    }

    /** A person decides about what the step would get. */
    void approval(ArrayNode to, String step, JsonNode subject) {
        ObjectNode approval = to.addObject().put("id", step + "-approval").putObject("approval");
        approval.set("subject", subject.deepCopy());
        if (separated) {
            approval.putArray("notBy").addObject().put("starter", true);
        }
    }
}
