package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;

/** The schema of one kind of document or step, which does not look into the steps inside. */
final class PieceSchema {

    private final ObjectNode json;
    private final Schema schema;

    PieceSchema(String name, JsonNode definitions) {
        this.json = JsonNodeFactory.instance.objectNode();
        json.put("$schema", JsonSchemas.DIALECT);
        json.set("$defs", definitions);
        json.put("$ref", "#/$defs/" + name);
        this.schema = JsonSchemas.compile(json);
    }

    /** @param whole what {@code node} is called in messages, with its article */
    void check(SourceNode node, String whole, Problems problems) {
        SchemaMistakes mistakes = new SchemaMistakes(json, node, whole, problems);
        mistakes.report(schema.validate(node.json()));
    }
}
