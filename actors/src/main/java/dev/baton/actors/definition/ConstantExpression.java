package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;

/** A value written where an expression could stand. */
record ConstantExpression(JsonNode value) implements Expression {

    @Override
    public String source() {
        return value.asText();
    }

    @Override
    public Evaluation evaluate(Scope scope) {
        return new Evaluation.Value(value);
    }
}
