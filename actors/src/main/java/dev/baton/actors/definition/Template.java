package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;

/** A JSON value whose strings may hold <code>${ expressions }</code>; compiled once. */
public interface Template {

    /** The value as it was written. */
    JsonNode source();

    /** A template that is one expression selecting a stored value returns that very instance. */
    Evaluation evaluate(Scope scope);
}
