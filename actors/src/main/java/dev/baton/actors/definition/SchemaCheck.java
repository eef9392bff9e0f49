package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A compiled JSON Schema (2020-12); immutable and safe for use by several threads. */
public interface SchemaCheck {

    /** For a schema that was accepted before; compiled when it is first used. */
    static SchemaCheck trusted(JsonNode schema) {
        return JsonSchema.trusted(schema);
    }

    /** The schema as it was written. */
    JsonNode schema();

    /** What is wrong with {@code json}, each with its JSON pointer; empty if nothing is. */
    List<String> violations(JsonNode json);
}
