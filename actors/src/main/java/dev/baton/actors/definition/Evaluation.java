package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;

/** The outcome of evaluating an expression or a template: a value, or the reason why there is none. */
public sealed interface Evaluation {

    record Value(JsonNode json) implements Evaluation {}

    /** @param message what went wrong, with the source of the expression */
    record Failed(String message) implements Evaluation {}
}
