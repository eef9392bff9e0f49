/** How agents are reached: {@link dev.baton.actors.connector.AgentConnector} is the port, one file or small package per kind. */
@NullMarked
package dev.baton.actors.connector;

import org.jspecify.annotations.NullMarked;
