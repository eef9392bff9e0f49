/**
 * Agents on the runtime of Amazon Bedrock AgentCore. {@link dev.baton.actors.connector.agentcore.AgentCoreConnector} begins an {@code
 * AgentCoreCall}; {@code AgentCoreAgent} is what a definition says, with the requests, {@code AwsSignature} how they are signed.
 * Written from the API's documentation: the tests have a stub that answers as it says, and the vectors of the signature.
 */
@NullMarked
package dev.baton.actors.connector.agentcore;

import org.jspecify.annotations.NullMarked;
