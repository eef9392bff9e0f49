/** Steps that need no agent: {@link dev.baton.actors.connector.expression.ExpressionConnector}. */
@NullMarked
package dev.baton.actors.connector.expression;

import org.jspecify.annotations.NullMarked;
