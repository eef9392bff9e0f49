package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.StepState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who should have the work next, and who says so.
 *
 * @param to name of a target; null if none was named
 * @param confidence from 0 to 1; null if it was not said
 * @param by agent that says so, or {@code expression}
 * @param from target that has the work; null if it is the triage that speaks
 * @param margin lead over the next target; null if it was not said
 * @param scores of all targets, by name; null if they were not said
 */
record Nomination(
        @Nullable String to,
        @Nullable Double confidence,
        @Nullable String reason,
        String by,
        @Nullable String from,
        @Nullable Double margin,
        @Nullable JsonNode scores) {

    /** @param triage the instance that has answered, or failed */
    static Nomination of(StepState triage) {
        String by = Objects.requireNonNullElse(triage.agent(), "nobody");
        Handoff handoff = triage.handoff();
        if (handoff != null) {
            return new Nomination(handoff.to(), triage.confidence(), handoff.reason(), by, null, null, null);
        }
        JsonNode output = triage.output() == null
                ? NullNode.getInstance()
                : triage.output().json();
        Nomination said = said(output, by);
        return said.confidence() != null
                ? said
                : new Nomination(said.to(), triage.confidence(), said.reason(), by, null, said.margin(), said.scores());
    }

    /**
     * What a value says that is a name, or {@code {handoff, confidence?, reason?}}. The empty text names nobody: in an
     * expression it goes with names, which null does not.
     */
    static Nomination said(JsonNode value, String by) {
        JsonNode to = value.isObject() ? value.path("handoff") : value;
        JsonNode confidence = value.path("confidence");
        return new Nomination(
                to.isTextual() && !to.textValue().isEmpty() ? to.textValue() : null,
                confidence.isNumber() ? confidence.doubleValue() : null,
                value.path("reason").textValue(),
                by,
                null,
                value.path("margin").isNumber() ? value.path("margin").doubleValue() : null,
                value.path("scores").isObject() ? value.get("scores") : null);
    }

    /** @param speaker the instance whose agent gives the work away */
    static Nomination of(Handoff handoff, StepState speaker, String from) {
        return new Nomination(
                handoff.to(),
                speaker.confidence(),
                handoff.reason(),
                Objects.requireNonNullElse(speaker.agent(), "nobody"),
                from,
                null,
                null);
    }

    /** Who speaks, for messages. */
    String speaker() {
        return from == null ? "the triage (" + by + ")" : "'" + from + "' (" + by + ")";
    }

    /**
     * As it is recorded.
     *
     * @param target who gets the work; null if nobody does
     * @param because why that is not who was named; null if it is
     */
    Payload recorded(@Nullable String target, @Nullable String because) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "target", target);
        put(json, "from", from);
        json.put("by", by);
        put(json, "wanted", Objects.equals(to, target) ? null : to);
        if (confidence != null) {
            json.put("confidence", confidence);
        }
        if (margin != null) {
            json.put("margin", margin);
        }
        put(json, "reason", reason);
        put(json, "because", because);
        if (scores != null) {
            json.set("scores", scores);
        }
        return new Payload(json);
    }

    private static void put(ObjectNode json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, text);
        }
    }
}
