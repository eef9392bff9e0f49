package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;

/** What an expression has to result in at its place. */
public enum ResultType {
    ANY("any value"),
    BOOL("true or false"),
    /** A text in RFC 3339, or a CEL timestamp. */
    TIMESTAMP("a time");

    private final String description;

    ResultType(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** What can only be known when it runs is accepted here and checked then. */
    boolean mayBe(CelType type) {
        return type.kind().isDyn()
                || switch (this) {
                    case ANY -> true;
                    case BOOL -> type.kind() == CelKind.BOOL;
                    case TIMESTAMP -> type.kind() == CelKind.TIMESTAMP || type.kind() == CelKind.STRING;
                };
    }

    boolean matches(JsonNode value) {
        return switch (this) {
            case ANY -> true;
            case BOOL -> value.isBoolean();
            case TIMESTAMP -> value.isTextual();
        };
    }

    Evaluation checked(JsonNode value, String source) {
        if (matches(value)) {
            return new Evaluation.Value(value);
        }
        return new Evaluation.Failed(source + " must be " + description + ", but is " + describe(value));
    }

    public static String describe(JsonNode value) {
        JsonNodeType type = value.getNodeType();
        return switch (type) {
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case NULL, MISSING -> "null";
        };
    }
}
