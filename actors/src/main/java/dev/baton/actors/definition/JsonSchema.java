package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON Schema that a user wrote: for the input of a workflow, or what an agent takes and gives. */
final class JsonSchema implements SchemaCheck {

    /** Further violations of one value are not listed. */
    static final int VIOLATIONS_MAX = 20;

    private static final List<JsonNode> EXAMPLES = List.of(
            NullNode.getInstance(), JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.arrayNode());

    private final JsonNode json;
    private volatile @Nullable Schema compiled;

    private JsonSchema(JsonNode json) {
        this.json = json;
    }

    /** For a schema that was accepted before; compiled when it is first used. */
    static JsonSchema trusted(JsonNode json) {
        return new JsonSchema(json);
    }

    /** Null if it cannot be used; then {@code problems} says why. */
    static @Nullable JsonSchema checked(SourceNode node, Problems problems) {
        SchemaKeywords.check(node, problems);
        List<Error> mistakes = SchemaAlternatives.relevant(JsonSchemas.mistakes(node.json()));
        Set<String> places = new HashSet<>();
        for (Error mistake : mistakes) {
            // The schema of schemas tries alternatives: the first complaint about a place is the telling one.
            if (!places.add(mistake.getInstanceLocation().toString())) {
                continue;
            }
            List<String> path = new ArrayList<>();
            for (int index = 0; index < mistake.getInstanceLocation().getNameCount(); index++) {
                path.add(mistake.getInstanceLocation().getName(index));
            }
            problems.error(
                    node.nearest(path),
                    "schema.invalid",
                    "Not a valid JSON Schema: " + reason(mistake),
                    "Schemas are written in JSON Schema 2020-12.");
        }
        return mistakes.isEmpty() ? compiled(node, problems) : null;
    }

    private static @Nullable JsonSchema compiled(SourceNode node, Problems problems) {
        String reason;
        try {
            JsonSchema schema = new JsonSchema(node.json());
            // Only when it is applied does it show that a schema goes round in circles.
            for (JsonNode example : EXAMPLES) {
                schema.compiled().validate(example);
            }
            return schema;
        } catch (SchemaException refused) {
            reason = firstLine(refused);
        } catch (com.google.re2j.PatternSyntaxException refused) {
            reason = "a pattern cannot be used: " + firstLine(refused);
        } catch (StackOverflowError endless) {
            reason = "it refers to itself without end";
        }
        problems.error(
                node,
                "schema.unusable",
                "This JSON Schema cannot be used: " + reason,
                "Refer only to '#/$defs/...' inside the schema, leave '$schema' and '$id' out, and write patterns"
                        + " without look-around.");
        return null;
    }

    private static String reason(Error mistake) {
        return switch (mistake.getKeyword()) {
            case "enum" ->
                "'" + mistake.getInstanceNode().asText() + "' is not one of " + listed(mistake.getSchemaNode());
            case "anyOf", "oneOf" -> "'" + mistake.getInstanceNode().asText() + "' is not possible here";
            case "pattern", "format" ->
                "'" + mistake.getInstanceNode().asText() + "' is not a usable pattern or reference";
            default -> mistake.getMessage();
        };
    }

    private static String listed(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return String.join(", ", texts);
    }

    private static String firstLine(RuntimeException refused) {
        return String.valueOf(refused.getMessage()).lines().findFirst().orElse("unknown reason");
    }

    private Schema compiled() {
        Schema ready = compiled;
        if (ready == null) {
            ready = JsonSchemas.compile(json);
            compiled = ready;
        }
        return ready;
    }

    @Override
    public JsonNode schema() {
        return json;
    }

    @Override
    public List<String> violations(JsonNode value) {
        try {
            return compiled().validate(value).stream()
                    .limit(VIOLATIONS_MAX)
                    .map(JsonSchema::describe)
                    .toList();
        } catch (StackOverflowError tooDeep) {
            return List.of("the value is nested too deep to be checked");
        }
    }

    @Override
    public String toString() {
        return json.toString();
    }

    private static String describe(Error error) {
        String place = error.getInstanceLocation().toString();
        return place.isEmpty() ? error.getMessage() : place + ": " + error.getMessage();
    }
}
