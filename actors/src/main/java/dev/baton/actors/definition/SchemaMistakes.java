package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says in words for people where a value does not match a schema of ours. */
final class SchemaMistakes {

    private final JsonNode schema;
    private final SourceNode root;
    private final String whole;
    private final Problems problems;

    /** @param whole what {@code root} is called, with its article */
    SchemaMistakes(JsonNode schema, SourceNode root, String whole, Problems problems) {
        this.schema = schema;
        this.root = root;
        this.whole = whole;
        this.problems = problems;
    }

    void report(List<Error> errors) {
        SchemaAlternatives.relevant(errors).forEach(this::report);
    }

    private void report(Error error) {
        List<String> path = segments(error.getInstanceLocation());
        SourceNode node = root.nearest(path);
        JsonNode about = schemaAround(error);
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(error, node, about, path);
            case "required" -> missingKey(error, node, about, path);
            case "propertyNames" -> invalidKey(error, node, about);
            case "type" ->
                problems.error(
                        node,
                        "value.type",
                        named(path) + " must be " + types(error.getSchemaNode()) + ", but is "
                                + ResultType.describe(node.json()),
                        typeHint(error.getSchemaNode(), node.json(), about));
            case "enum", "const" -> unknownValue(error, node, about, path);
            case "pattern", "format" ->
                problems.error(
                        node,
                        "value.format",
                        "'" + node.json().asText() + "' is not a valid " + text(about, "title", "value"),
                        joined(text(about, "description", ""), example(about)));
            case "oneOf", "anyOf" ->
                problems.error(node, "value.form", named(path) + " is not written as it must be", advice(about));
            case "minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength" ->
                problems.error(node, "value.size", size(error, path), advice(about));
            case "minimum", "maximum" ->
                problems.error(
                        node,
                        "value.range",
                        named(path) + " must be at " + (error.getKeyword().equals("minimum") ? "least " : "most ")
                                + error.getSchemaNode().asText(),
                        advice(about));
            default -> problems.error(node, "value.range", named(path) + " " + error.getMessage(), advice(about));
        }
    }

    private void unknownKey(Error error, SourceNode node, JsonNode about, List<String> path) {
        String key = error.getProperty();
        Position position = node instanceof SourceNode.Mapping mapping ? mapping.keyPosition(key) : node.position();
        problems.error(
                position,
                node.path().child(key),
                "key.unknown",
                "'" + key + "' is not a key of " + named(path),
                unknownKeyHint(key, about, path));
    }

    private @Nullable String unknownKeyHint(String key, JsonNode about, List<String> path) {
        Set<String> known = names(about);
        String closest = Suggestions.closest(key, known);
        if (closest != null) {
            return "Did you mean '" + closest + "'?";
        }
        for (String outer : known) {
            if (about.at("/properties/" + outer + "/properties").has(key)) {
                return "Put it inside '" + outer + "'.";
            }
        }
        JsonNode atRoot = schema.at(text(schema, "$ref", "#").substring(1));
        if (path.size() == 1 && atRoot.path("properties").has(key)) {
            return "Put it beside '" + path.getFirst() + "', not inside it.";
        }
        return known.isEmpty() ? null : "There are: " + Suggestions.listed(known) + ".";
    }

    private void missingKey(Error error, SourceNode node, JsonNode about, List<String> path) {
        String key = error.getProperty();
        JsonNode missing = about.path("properties").path(key);
        if (missing.has("$ref")) {
            missing = schema.at(missing.get("$ref").asText().substring(1));
        }
        problems.error(node, "key.missing", "'" + key + "' is missing in " + named(path), advice(missing));
    }

    private void invalidKey(Error error, SourceNode node, JsonNode about) {
        String key = Objects.requireNonNullElse(error.getProperty(), "");
        Position position = node instanceof SourceNode.Mapping mapping ? mapping.keyPosition(key) : node.position();
        problems.error(
                position,
                node.path().child(key),
                "key.format",
                "'" + key + "' is not a valid " + text(about.path("propertyNames"), "title", "key"),
                advice(about.path("propertyNames")));
    }

    private void unknownValue(Error error, SourceNode node, JsonNode about, List<String> path) {
        List<String> known = new ArrayList<>();
        JsonNode expected = error.getSchemaNode();
        if (expected.isArray()) {
            expected.forEach(value -> known.add(value.asText()));
        } else {
            known.add(expected.asText());
        }
        String given = node.json().isValueNode() ? "'" + node.json().asText() + "'" : ResultType.describe(node.json());
        String closest =
                node.json().isTextual() ? Suggestions.closest(node.json().asText(), known) : null;
        problems.error(
                node,
                "value.unknown",
                named(path) + " must be " + String.join(", ", known) + ", but is " + given,
                closest == null ? advice(about) : "Did you mean '" + closest + "'?");
    }

    private String size(Error error, List<String> path) {
        long limit = error.getSchemaNode().asLong();
        String most = error.getKeyword().startsWith("min") ? "at least " : "at most ";
        String unit = switch (error.getKeyword()) {
            case "minItems", "maxItems" -> limit == 1 ? " entry" : " entries";
            case "minProperties", "maxProperties" -> limit == 1 ? " key" : " keys";
            default -> limit == 1 ? " character" : " characters";
        };
        return named(path) + " must have " + most + limit + unit;
    }

    private @Nullable String typeHint(JsonNode expected, JsonNode given, JsonNode about) {
        String wanted = expected.isArray() ? "" : expected.asText();
        if (wanted.equals("string") && given.isValueNode() && !given.isNull()) {
            return "Put it in quotes.";
        }
        if (wanted.equals("array") && given.isObject()) {
            return "Start each entry with '- '.";
        }
        if (wanted.equals("object") && given.isArray()) {
            return "Write keys, without '- ' before them.";
        }
        if ((wanted.equals("integer") || wanted.equals("number")) && given.isTextual()) {
            return "Write the number without quotes.";
        }
        return advice(about);
    }

    private static String types(JsonNode expected) {
        List<String> names = new ArrayList<>();
        Iterable<JsonNode> all = expected.isArray() ? expected : List.of(expected);
        all.forEach(type -> names.add(
                switch (type.asText()) {
                    case "string" -> "a text";
                    case "integer" -> "a whole number";
                    case "number" -> "a number";
                    case "boolean" -> "true or false";
                    case "array" -> "a list";
                    case "object" -> "an object";
                    default -> type.asText();
                }));
        return String.join(" or ", names);
    }

    /** The schema that holds the keyword. */
    private JsonNode schemaAround(Error error) {
        String pointer = error.getSchemaLocation().getFragment().toString();
        return schema.at(pointer.substring(0, Math.max(0, pointer.lastIndexOf('/'))));
    }

    private String named(List<String> path) {
        if (path.isEmpty()) {
            return whole;
        }
        String last = path.getLast();
        return last.matches("\\d+") && path.size() > 1
                ? "entry " + (Integer.parseInt(last) + 1) + " of '" + path.get(path.size() - 2) + "'"
                : "'" + last + "'";
    }

    private static Set<String> names(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static @Nullable String advice(JsonNode about) {
        return joined(text(about, "description", ""), example(about));
    }

    private static @Nullable String joined(String description, String example) {
        String all = (description + " " + example).strip();
        return all.isEmpty() ? null : all;
    }

    private static String example(JsonNode about) {
        JsonNode example = about.path("examples").path(0);
        if (example.isMissingNode()) {
            return "";
        }
        return "For example: " + (example.isTextual() ? example.asText() : example.toString());
    }

    private static String text(JsonNode schema, String key, String otherwise) {
        return schema.path(key).asText(otherwise);
    }

    private static List<String> segments(NodePath path) {
        List<String> segments = new ArrayList<>(path.getNameCount());
        for (int index = 0; index < path.getNameCount(); index++) {
            segments.add(path.getName(index));
        }
        return segments;
    }
}
