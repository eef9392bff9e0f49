package dev.baton.actors.manager;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.run.Payload;
import org.jspecify.annotations.Nullable;

/** Carries an attempt to its agent, whatever the kind of the agent is. */
@FunctionalInterface
public interface AgentCaller {

    /** @param handle by which to go on with a call that the agent had accepted; null to make the call */
    AgentConnector.Call call(AttemptRequest request, @Nullable Payload handle);
}
