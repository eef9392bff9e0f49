/**
 * Agents of Salesforce Agentforce, over its Agent API. {@link dev.baton.actors.connector.agentforce.AgentforceConnector} begins an
 * {@code AgentforceCall}; {@code AgentforceAgent} is what a definition says, with the requests, {@code Said} what an agent
 * says in one turn. Written from the API's documentation: the tests have a stub that answers as it says.
 */
@NullMarked
package dev.baton.actors.connector.agentforce;

import org.jspecify.annotations.NullMarked;
