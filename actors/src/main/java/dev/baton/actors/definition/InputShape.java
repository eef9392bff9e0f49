package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** Which properties a JSON Schema allows, where that is plain to see. */
final class InputShape {

    /** With one of these there may be properties that {@code properties} does not name. */
    private static final Set<String> OPEN =
            Set.of("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas");

    private InputShape() {}

    /** Whether all properties that can be there are named. */
    static boolean isClosed(JsonNode schema) {
        JsonNode others = schema.path("additionalProperties");
        return others.isBoolean() && !others.booleanValue() && OPEN.stream().noneMatch(schema::has);
    }

    static Set<String> properties(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
