package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.Payload;
import java.time.Duration;
import java.time.Instant;

/**
 * One attempt, as a connector sends it.
 *
 * @param step path of the step instance
 * @param attempt its id: the idempotency key of every outside call
 * @param number of the attempt with this agent, from 1
 * @param context {@code {workflow, version, tenant, environment, labels, principal, priority}}
 * @param timeout how long the agent has from when it is asked
 * @param deadline after which nobody waits for the result
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
        Instant deadline) {

    /** The same attempt, let through now after it had to wait for its turn. */
    AttemptRequest letThrough(Instant now) {
        return new AttemptRequest(
                tenant, run, step, attempt, number, agent, input, context, timeout, now.plus(timeout));
    }

    /** W3C trace context: one trace per run, one span per attempt; the same on every repetition. */
    public String traceparent() {
        return TraceParent.of(tenant, run, attempt);
    }
}
