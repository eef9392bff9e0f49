package dev.baton.actors.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.OneVariable;
import dev.baton.actors.definition.Template;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What follows from a genuine event. */
public sealed interface TriggerDecision {

    int DELIVERY_CHARS_MAX = 256;

    Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /** The filter says that it is not meant. */
    record Ignored() implements TriggerDecision {}

    record Start(String delivery, TriggerDefinition.Action.Start action, JsonNode input) implements TriggerDecision {}

    record Signal(String delivery, String run, String name, JsonNode payload) implements TriggerDecision {}

    /** @param message which part of the trigger could not be made from the event, and why */
    record Unusable(String message) implements TriggerDecision {}

    /** @param query of the request; @param body as JSON, or as text if it is not */
    static TriggerDecision of(TriggerDefinition trigger, Delivery delivery, JsonNode query, JsonNode body) {
        OneVariable scope = EventScope.of(delivery, query, body);
        if (trigger.filter() != null) {
            switch (trigger.filter().evaluate(scope)) {
                case Evaluation.Failed failed -> {
                    return new Unusable("The filter fails: " + failed.message());
                }
                case Evaluation.Value(JsonNode json) -> {
                    if (!json.asBoolean()) {
                        return new Ignored();
                    }
                }
            }
        }
        return switch (delivery(trigger, delivery, scope)) {
            case Evaluation.Failed failed -> new Unusable(failed.message());
            case Evaluation.Value(JsonNode id) -> action(trigger.action(), id.textValue(), scope);
        };
    }

    private static TriggerDecision action(TriggerDefinition.Action action, String delivery, OneVariable scope) {
        return switch (action) {
            case TriggerDefinition.Action.Start start ->
                switch (start.input().evaluate(scope)) {
                    case Evaluation.Failed failed -> new Unusable("The input cannot be made: " + failed.message());
                    case Evaluation.Value(JsonNode input) -> new Start(delivery, start, input);
                };
            case TriggerDefinition.Action.Signal signal -> signal(signal, delivery, scope);
        };
    }

    private static TriggerDecision signal(TriggerDefinition.Action.Signal signal, String delivery, OneVariable scope) {
        Evaluation run = signal.run().evaluate(scope);
        Evaluation payload = signal.payload().evaluate(scope);
        if (run instanceof Evaluation.Failed failed) {
            return new Unusable("The run cannot be told: " + failed.message());
        }
        if (payload instanceof Evaluation.Failed failed) {
            return new Unusable("The payload cannot be made: " + failed.message());
        }
        JsonNode id = ((Evaluation.Value) run).json();
        return id.isTextual() && RUN_ID.matcher(id.textValue()).matches()
                ? new Signal(delivery, id.textValue(), signal.name(), ((Evaluation.Value) payload).json())
                : new Unusable("What names the run is not the id of one");
    }

    /** A text, or why there is none. */
    private static Evaluation delivery(TriggerDefinition trigger, Delivery delivery, OneVariable scope) {
        @Nullable Template template = trigger.deliveryId();
        Evaluation id = template == null
                ? new Evaluation.Value(scope.value()
                        .at(
                                switch (trigger.scheme()) {
                                    case SignatureScheme.StandardWebhooks ignored -> "/headers/webhook-id";
                                    case SignatureScheme.GitHub ignored -> "/headers/x-github-delivery";
                                    case SignatureScheme.Slack ignored -> "/body/event_id";
                                    case SignatureScheme.Hmac ignored -> "/none";
                                }))
                : template.evaluate(scope);
        if (id instanceof Evaluation.Failed failed) {
            return new Evaluation.Failed("The delivery has no id: " + failed.message());
        }
        JsonNode json = ((Evaluation.Value) id).json();
        String text = json.isTextual() || json.isNumber() ? json.asText() : "";
        boolean fits = !text.isEmpty()
                && text.length() <= DELIVERY_CHARS_MAX
                && text.chars().noneMatch(Character::isISOControl);
        return fits
                ? new Evaluation.Value(TextNode.valueOf(text))
                : new Evaluation.Failed(
                        "The delivery has no id: it must be a text of 1 to " + DELIVERY_CHARS_MAX + " characters");
    }
}
