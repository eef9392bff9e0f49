package dev.baton.actors.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a node asks of an agent at the moment.
 *
 * @param underWay calls that have begun, and not ended or been accepted for later
 * @param waiting calls that wait for their turn
 * @param nextCall in how long the agent's rate lets a call through; null unless calls wait for that
 */
public record AgentLoad(int underWay, int waiting, @Nullable Duration nextCall) {

    /** Of an agent that nobody calls. */
    public static final AgentLoad NONE = new AgentLoad(0, 0, null);
}
