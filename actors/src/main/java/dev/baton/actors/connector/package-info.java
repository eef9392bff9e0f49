/**
 * How agents are reached: {@link dev.baton.actors.connector.AgentConnector} is the port, one file or small package per kind.
 * Kinds whose agents are behind a server of their own share {@link dev.baton.actors.connector.ServerConnector}, and mostly
 * {@link dev.baton.actors.connector.WatchedCall} around {@link dev.baton.actors.connector.WatchedWork}.
 */
@NullMarked
package dev.baton.actors.connector;

import org.jspecify.annotations.NullMarked;
