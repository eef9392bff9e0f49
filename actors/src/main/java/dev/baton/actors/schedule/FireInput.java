package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.OneVariable;
import dev.baton.actors.definition.ScheduleDefinition;
import java.time.Instant;

/** The input of a run, or why there is none. */
sealed interface FireInput {

    /** Beyond this it would burden every write of the schedule. */
    int CHARS_MAX = 64 * 1024;

    record Of(JsonNode json) implements FireInput {}

    record Not(String message) implements FireInput {}

    static FireInput of(ScheduleDefinition definition, Instant scheduledAt, Fire.Cause cause) {
        OneVariable scope =
                FireScope.of(definition.name(), scheduledAt, definition.times().zone(), cause);
        return switch (definition.input().evaluate(scope)) {
            case Evaluation.Value value -> given(value.json());
            case Evaluation.Failed failed -> new Not(failed.message());
        };
    }

    static FireInput given(JsonNode json) {
        return json.toString().length() > CHARS_MAX
                ? new Not("The input has more than " + CHARS_MAX + " characters: pass a reference to the data instead.")
                : new Of(json);
    }
}
