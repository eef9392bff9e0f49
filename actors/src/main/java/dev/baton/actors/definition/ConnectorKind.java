package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * How one way to reach an agent is written in a definition.
 *
 * @param key under {@code connector}
 * @param schema JSON Schema of what stands under the key
 * @param templates keys whose values may hold expressions
 */
public record ConnectorKind(String key, ObjectNode schema, Set<String> templates) {

    public ConnectorKind {
        templates = Set.copyOf(templates);
    }

    public static ConnectorKind of(String key, String schema, String... templates) {
        return new ConnectorKind(key, SchemaText.parse(schema), Set.of(templates));
    }
}
