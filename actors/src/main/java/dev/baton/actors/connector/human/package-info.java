/** Steps that a person does: {@link dev.baton.actors.connector.human.HumanConnector}. */
@NullMarked
package dev.baton.actors.connector.human;

import org.jspecify.annotations.NullMarked;
