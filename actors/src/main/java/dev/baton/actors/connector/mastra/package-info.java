/**
 * Workflows and agents behind a Mastra server. {@link dev.baton.actors.connector.mastra.MastraConnector} begins a
 * {@code WorkflowCall} or a {@code GenerateCall}; {@code MastraAgent} is what a definition says, {@code MastraApi} the requests
 * of the server.
 */
@NullMarked
package dev.baton.actors.connector.mastra;

import org.jspecify.annotations.NullMarked;
