/**
 * Graphs behind a LangGraph server. {@link dev.baton.actors.connector.langgraph.LangGraphConnector} begins a
 * {@code GraphCall}; {@code GraphAgent} is what a definition says, {@code GraphApi} the requests of the server.
 */
@NullMarked
package dev.baton.actors.connector.langgraph;

import org.jspecify.annotations.NullMarked;
