package dev.baton.actors.definition;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds keywords that JSON Schema 2020-12 does not have. A validator takes them for remarks and passes over them in
 * silence: with {@code requierd} nothing is required.
 */
final class SchemaKeywords {

    /** By which authors mark keywords of their own. */
    private static final String OWN = "x-";

    /** Two names as short as this are near to each other by chance. */
    private static final int TELLING_CHARS_MIN = 3;

    /** Whose value is a schema. */
    private static final Set<String> WITH_SCHEMA = Set.of(
            "additionalProperties",
            "contains",
            "contentSchema",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties");

    /** Whose value is a list of schemas. */
    private static final Set<String> WITH_LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    /** Whose value has a schema under each of its names. */
    private static final Set<String> WITH_NAMED =
            Set.of("$defs", "definitions", "dependentSchemas", "patternProperties", "properties");

    private static final Set<String> WITHOUT_SCHEMA = Set.of(
            "$anchor",
            "$comment",
            "$dynamicAnchor",
            "$dynamicRef",
            "$id",
            "$ref",
            "$schema",
            "$vocabulary",
            "const",
            "contentEncoding",
            "contentMediaType",
            "default",
            "dependentRequired",
            "deprecated",
            "description",
            "enum",
            "examples",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "format",
            "maxContains",
            "maximum",
            "maxItems",
            "maxLength",
            "maxProperties",
            "minContains",
            "minimum",
            "minItems",
            "minLength",
            "minProperties",
            "multipleOf",
            "pattern",
            "readOnly",
            "required",
            "title",
            "type",
            "uniqueItems",
            "writeOnly");

    /** Of earlier drafts, with what has taken their place. */
    private static final Map<String, String> FORMER = Map.of(
            "additionalItems", "items",
            "dependencies", "dependentRequired' or 'dependentSchemas",
            "$recursiveAnchor", "$dynamicAnchor",
            "$recursiveRef", "$dynamicRef");

    private static final Set<String> KNOWN = known();

    private final Problems problems;

    private SchemaKeywords(Problems problems) {
        this.problems = problems;
    }

    private static Set<String> known() {
        Set<String> all = new TreeSet<>(WITHOUT_SCHEMA);
        all.addAll(WITH_SCHEMA);
        all.addAll(WITH_LIST);
        all.addAll(WITH_NAMED);
        return Set.copyOf(all);
    }

    /** What looks like a slip is an error; what no tool could mean is a warning: schemas from elsewhere have such. */
    static void check(SourceNode schema, Problems problems) {
        new SchemaKeywords(problems).schema(schema);
    }

    private void schema(SourceNode node) {
        if (node instanceof SourceNode.Mapping schema) {
            schema.entries().forEach((key, entry) -> keyword(schema, key, entry.value()));
        }
    }

    private void keyword(SourceNode.Mapping schema, String key, SourceNode value) {
        if (WITH_SCHEMA.contains(key)) {
            schema(value);
        } else if (WITH_LIST.contains(key) && value instanceof SourceNode.Sequence list) {
            list.items().forEach(this::schema);
        } else if (WITH_NAMED.contains(key) && value instanceof SourceNode.Mapping named) {
            named.entries().values().forEach(entry -> schema(entry.value()));
        } else if (!KNOWN.contains(key) && !key.startsWith(OWN)) {
            unknown(schema, key);
        }
    }

    private void unknown(SourceNode.Mapping schema, String key) {
        Position position = schema.keyPosition(key);
        SourcePath path = schema.path().child(key);
        String message = "JSON Schema has no keyword '" + key + "', so it would have no effect";
        @Nullable String meant = key.length() < TELLING_CHARS_MIN ? null : Suggestions.closest(key, KNOWN);
        if (FORMER.containsKey(key)) {
            problems.error(
                    position,
                    path,
                    "schema.unknown-keyword",
                    message,
                    "It is of an earlier draft; in 2020-12 it is '" + FORMER.get(key) + "'.");
        } else if (meant != null) {
            problems.error(position, path, "schema.unknown-keyword", message, "Did you mean '" + meant + "'?");
        } else {
            problems.warning(
                    position,
                    path,
                    "schema.unknown-keyword",
                    message,
                    "Properties of the value go under 'properties'; a remark of your own begins with '" + OWN + "'.");
        }
    }
}
