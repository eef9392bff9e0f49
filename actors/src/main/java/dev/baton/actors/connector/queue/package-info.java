/**
 * Agents that are external workers: {@link dev.baton.actors.connector.queue.QueueConnector} puts attempts into a queue,
 * {@link dev.baton.actors.connector.queue.Tasks} hands them out, {@code Desk} is where requests for tasks wait.
 */
@NullMarked
package dev.baton.actors.connector.queue;

import org.jspecify.annotations.NullMarked;
