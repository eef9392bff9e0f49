package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent answers to a message, or says of a task. */
sealed interface Reply {

    /** It answered at once. */
    record Said(ArrayNode parts) implements Reply {}

    /**
     * @param contextId of the conversation; empty if the agent has none
     * @param artifacts the parts of each of them, in order
     * @param status the parts of the message that came with the state
     * @param stamp tells this change of state from others, if the agent gives its time or its message an id
     */
    record Task(String id, String contextId, TaskState state, List<ArrayNode> artifacts, ArrayNode status, String stamp)
            implements Reply {

        public Task {
            artifacts = List.copyOf(artifacts);
        }

        /** As far as a record knows it. */
        static Task underWay(String id, String contextId) {
            ArrayNode none = JsonNodeFactory.instance.arrayNode();
            return new Task(id, contextId, TaskState.WORKING, List.of(), none, "");
        }

        /**
         * Whether it still shows the question that was answered.
         *
         * @param asked the stamp of that; null if there was none
         */
        boolean isAnswered(@Nullable String asked) {
            boolean asks = state == TaskState.INPUT_REQUIRED || state == TaskState.AUTH_REQUIRED;
            return asks && !stamp.isEmpty() && stamp.equals(asked);
        }
    }

    /**
     * @param again whether the same may succeed later
     * @param unknown whether the agent does not do this at all, whatever it is about
     */
    record Refused(String message, boolean again, boolean unknown) implements Reply {}
}
