package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AttemptRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request to an agent.
 *
 * @param answer to the agent's first request; null if this is it
 * @param place in a stream, behind which it is taken up again; null for none
 */
record Question(
        AttemptRequest request,
        HttpAgent.Reachable agent,
        Ask ask,
        @Nullable JsonNode answer,
        @Nullable String place) {

    /** The request that begins the work. */
    static Question first(AttemptRequest request, HttpAgent.Reachable agent) {
        return new Question(request, agent, agent.start(), null, null);
    }

    static Question later(AttemptRequest request, HttpAgent.Reachable agent, Ask ask, @Nullable JsonNode answer) {
        return new Question(request, agent, ask, answer, null);
    }

    boolean isFirst() {
        return answer == null;
    }

    /** Of the agent, to begin a message with. */
    String name() {
        return "agent " + request.agent().name();
    }
}
