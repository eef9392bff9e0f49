package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.pattern.Patterns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The JSON Schema of definitions, put together from a base, one fragment for each pattern and one for each kind of
 * connector. It is published for editors as a whole; the compiler applies it piece by piece, because it knows which
 * kind a step is, and complains about that one only.
 */
public final class DefinitionSchema {

    /** Kinds of steps that have another limit of time, or take none. */
    private static final Set<String> WITH_TIME_OF_THEIR_OWN = Set.of("agent", "workflow", "wait", "approval", "set");

    private static final DefinitionSchema STANDARD = new DefinitionSchema(Patterns.ALL, ConnectorKinds.ALL);

    private final ObjectNode published;
    private final Map<String, PieceSchema> pieces = new HashMap<>();

    DefinitionSchema(List<Pattern> patterns, List<ConnectorKind> connectors) {
        this.published = SchemaText.resource("definition.schema.json");
        ObjectNode definitions = (ObjectNode) published.get("$defs");
        Map<String, ObjectNode> kinds = new HashMap<>();
        ArrayNode stepKinds = describe(definitions.putObject("step"), "Step", "One step; its kind is a key of it.")
                .putArray("oneOf");
        for (Pattern pattern : patterns) {
            String name = "step-" + pattern.key();
            ObjectNode schema = stepSchema(pattern);
            kinds.put(name, schema);
            definitions.set(name, schema);
            stepKinds.addObject().put("$ref", "#/$defs/" + name);
        }
        connector(definitions, connectors);
        compilePieces(definitions, kinds);
    }

    /** For editors; also of what {@code GET /v1/schema/workflow} answers. Must not be changed. */
    public static JsonNode published() {
        return STANDARD.published;
    }

    /** The schema of one kind of definition alone: {@code agent}, {@code schedule}, {@code trigger}, {@code webhook}. */
    public static JsonNode publishedOf(String kind) {
        ObjectNode schema = STANDARD.published.deepCopy();
        schema.retain("$schema", "$defs");
        schema.put("$id", "https://baton.dev/v1/schema/" + kind);
        schema.put("$ref", "#/$defs/" + kind);
        return schema;
    }

    static DefinitionSchema standard() {
        return STANDARD;
    }

    PieceSchema workflow() {
        return piece("workflow");
    }

    PieceSchema agent() {
        return piece("agent");
    }

    PieceSchema schedule() {
        return piece("schedule");
    }

    PieceSchema trigger() {
        return piece("trigger");
    }

    PieceSchema webhook() {
        return piece("webhook");
    }

    PieceSchema step(Pattern pattern) {
        return piece("step-" + pattern.key());
    }

    private PieceSchema piece(String name) {
        return Objects.requireNonNull(pieces.get(name), name);
    }

    private static ObjectNode describe(ObjectNode schema, String title, String description) {
        return schema.put("title", title).put("description", description);
    }

    /** What is particular to the kind, with the keys that all steps have. */
    private static ObjectNode stepSchema(Pattern pattern) {
        ObjectNode schema = pattern.schema().deepCopy();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.withArray("required").add("id").add(pattern.key());
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.putObject("id").put("$ref", "#/$defs/stepId");
        properties.putObject("description").put("$ref", "#/$defs/description");
        properties.putObject("onFailure").put("$ref", "#/$defs/onFailure");
        properties.putObject("reads").put("$ref", "#/$defs/reads");
        properties.putObject("writes").put("$ref", "#/$defs/writes");
        properties.putObject("compensate").put("$ref", "#/$defs/compensate");
        properties.putObject("onCancel").put("$ref", "#/$defs/onCancel");
        properties.putObject("budget").put("$ref", "#/$defs/budget");
        if (!WITH_TIME_OF_THEIR_OWN.contains(pattern.key())) {
            properties.putObject("timeout").put("$ref", "#/$defs/stepTimeout");
        }
        return schema;
    }

    private static void connector(ObjectNode definitions, List<ConnectorKind> kinds) {
        ObjectNode connector = describe(
                definitions.putObject("connector"), "Connector", "How the agent is reached: exactly one of the keys.");
        connector.put("type", "object").put("additionalProperties", false);
        connector.put("minProperties", 1).put("maxProperties", 1);
        ObjectNode properties = connector.putObject("properties");
        kinds.forEach(kind -> properties.set(kind.key(), kind.schema()));
    }

    /** A step inside another is no concern of the outer one's piece. */
    private void compilePieces(ObjectNode definitions, Map<String, ObjectNode> kinds) {
        ObjectNode shallow = definitions.deepCopy();
        kinds.keySet().forEach(shallow::remove);
        ObjectNode step = describe(shallow.putObject("step"), "Step", "A step is an object with an id and a kind.");
        step.put("type", "object")
                .putArray("examples")
                .addObject()
                .put("id", "extract")
                .put("agent", "clause-extractor");
        for (String name : List.of("workflow", "agent", "schedule", "trigger", "webhook")) {
            pieces.put(name, new PieceSchema(name, shallow));
        }
        kinds.forEach((name, schema) -> {
            ObjectNode own = shallow.deepCopy();
            own.set(name, schema);
            pieces.put(name, new PieceSchema(name, own));
        });
    }
}
