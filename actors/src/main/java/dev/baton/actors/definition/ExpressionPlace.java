package dev.baton.actors.definition;

import java.util.Set;

/**
 * Where in a workflow an expression stands, and so what it can see.
 *
 * @param step that holds the expression; empty for the workflow itself
 * @param variables that the pattern offers here besides those that are there everywhere
 */
record ExpressionPlace(String step, Moment moment, Set<String> variables) {

    ExpressionPlace {
        variables = Set.copyOf(variables);
    }
}
