/**
 * Agents that speak A2A (Agent2Agent 1.0, and 0.3). {@link dev.baton.actors.connector.a2a.A2aConnector} finds the agent's
 * {@code Card}, sends the attempt as a message, and watches the task that comes of it. The task's id is recorded as a turn
 * of the attempt, so that after a crash the task is found again instead of being sent a second time. A {@code Following}
 * listens to what the agent says meanwhile, if it streams. A {@code Dialect} is one way of writing all that on the wire.
 */
@NullMarked
package dev.baton.actors.connector.a2a;

import org.jspecify.annotations.NullMarked;
