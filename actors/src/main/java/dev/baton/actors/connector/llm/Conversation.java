package dev.baton.actors.connector.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a model gets to read, oldest first. */
record Conversation(String instructions, String prompt, List<Exchange> exchanges) {

    Conversation {
        exchanges = List.copyOf(exchanges);
    }

    /**
     * What the model said, and what it was answered.
     *
     * @param answers one for each of {@code uses}
     * @param feedback what was wrong with it; null if nothing was
     */
    record Exchange(
            String text,
            List<ToolUse> uses,
            List<ToolAnswer> answers,
            @Nullable String feedback) {
        Exchange {
            uses = List.copyOf(uses);
            answers = List.copyOf(answers);
        }

        Exchange with(List<ToolAnswer> others) {
            return new Exchange(text, uses, others, feedback);
        }
    }

    /** @param failed whether {@code content} says why nothing came of it */
    record ToolAnswer(String id, String tool, String content, boolean failed) {}
}
