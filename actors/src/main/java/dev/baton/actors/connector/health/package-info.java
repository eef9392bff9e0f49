/**
 * How agents are doing, as this node sees it: {@link dev.baton.actors.connector.health.Circuit} leaves one that fails
 * alone for a while, {@link dev.baton.actors.connector.health.Circuits} has one for each agent,
 * {@link dev.baton.actors.connector.health.AgentHealth} is what is shown of it.
 */
@NullMarked
package dev.baton.actors.connector.health;

import org.jspecify.annotations.NullMarked;
