package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One attempt, as a connector sends it.
 *
 * @param step path of the step instance
 * @param attempt its id: the idempotency key of every outside call
 * @param number of the attempt with this agent, from 1
 * @param context {@code {workflow, version, tenant, environment, labels, principal, priority}}
 * @param timeout how long the agent has from when it is asked
 * @param deadline after which nobody waits for the result
 * @param turns that the agent has taken already, oldest first, if it works in turns; none of them is taken again
 */
public record AttemptRequest(
        String tenant,
        String run,
        String step,
        String attempt,
        int number,
        AgentDefinition agent,
        Payload input,
        ObjectNode context,
        Duration timeout,
        Instant deadline,
        List<AgentTurn.Past> turns) {

    public AttemptRequest {
        turns = List.copyOf(turns);
    }

    /** An attempt that begins. */
    public AttemptRequest(
            String tenant,
            String run,
            String step,
            String attempt,
            int number,
            AgentDefinition agent,
            Payload input,
            ObjectNode context,
            Duration timeout,
            Instant deadline) {
        this(tenant, run, step, attempt, number, agent, input, context, timeout, deadline, List.of());
    }

    /** The same attempt after these turns. */
    public AttemptRequest with(List<AgentTurn.Past> taken) {
        return new AttemptRequest(tenant, run, step, attempt, number, agent, input, context, timeout, deadline, taken);
    }

    /** The same attempt, let through now after it had to wait for its turn. */
    AttemptRequest letThrough(Instant now) {
        // Only the first turn has all the time from when the agent is asked.
        return turns.isEmpty()
                ? new AttemptRequest(
                        tenant, run, step, attempt, number, agent, input, context, timeout, now.plus(timeout))
                : this;
    }

    /** W3C trace context: one trace per run, one span per attempt; the same on every repetition. */
    public String traceparent() {
        return TraceParent.of(tenant, run, attempt);
    }
}
