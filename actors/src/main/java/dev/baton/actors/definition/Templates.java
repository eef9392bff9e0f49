package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The forms a compiled {@link Template} takes. */
final class Templates {

    private Templates() {}

    /** Nothing to evaluate. */
    record Literal(JsonNode source, Evaluation value) implements Template {

        static Literal of(JsonNode json) {
            return new Literal(json, new Evaluation.Value(json));
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            return value;
        }
    }

    /** One expression: the value itself, whatever its type. */
    record Value(JsonNode source, Expression expression) implements Template {

        @Override
        public Evaluation evaluate(Scope scope) {
            return expression.evaluate(scope);
        }
    }

    /** A text with expressions in it. Texts go in as they are, all else as JSON. */
    record Text(JsonNode source, List<Template> parts) implements Template {

        Text {
            parts = List.copyOf(parts);
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            StringBuilder text = new StringBuilder();
            for (Template part : parts) {
                switch (part.evaluate(scope)) {
                    case Evaluation.Failed failed -> {
                        return failed;
                    }
                    case Evaluation.Value(JsonNode json) ->
                        text.append(json.isTextual() ? json.textValue() : json.toString());
                }
                if (text.length() > EvaluationBudget.TEXT_CHARS_MAX) {
                    return new Evaluation.Failed(
                            "a text of more than " + EvaluationBudget.TEXT_CHARS_MAX + " characters");
                }
            }
            return new Evaluation.Value(TextNode.valueOf(text.toString()));
        }
    }

    /** A part of a text that does not go in as it is. */
    record Inserted(Template part, UnaryOperator<String> insertion) implements Template {

        @Override
        public JsonNode source() {
            return part.source();
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            return switch (part.evaluate(scope)) {
                case Evaluation.Failed failed -> failed;
                case Evaluation.Value(JsonNode json) ->
                    new Evaluation.Value(
                            TextNode.valueOf(insertion.apply(json.isTextual() ? json.textValue() : json.toString())));
            };
        }
    }

    record Fields(JsonNode source, Map<String, Template> fields) implements Template {

        Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, Template> field : fields.entrySet()) {
                switch (field.getValue().evaluate(scope)) {
                    case Evaluation.Failed failed -> {
                        return failed;
                    }
                    case Evaluation.Value(JsonNode json) -> object.set(field.getKey(), json);
                }
            }
            return new Evaluation.Value(object);
        }
    }

    record Items(JsonNode source, List<Template> items) implements Template {

        Items {
            items = List.copyOf(items);
        }

        @Override
        public Evaluation evaluate(Scope scope) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
            for (Template item : items) {
                switch (item.evaluate(scope)) {
                    case Evaluation.Failed failed -> {
                        return failed;
                    }
                    case Evaluation.Value(JsonNode json) -> array.add(json);
                }
            }
            return new Evaluation.Value(array);
        }
    }
}
