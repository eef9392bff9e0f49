package dev.baton.actors.connector.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model said, whatever its provider's words.
 *
 * @param id of the answer, given by the provider; empty if it gave none
 * @param model that answered, as the provider calls it
 * @param refusal why the model does not do it; null if it does
 */
record ModelAnswer(
        String id,
        String model,
        String text,
        List<ToolUse> uses,
        Finish finish,
        @Nullable String refusal,
        Tokens tokens) {

    ModelAnswer {
        uses = List.copyOf(uses);
    }

    /** Why the model stopped. */
    enum Finish {
        DONE,
        /** It may not say more: the answer is cut. */
        CUT,
        REFUSED
    }

    /** As the provider counts them; {@code cached} are among the input, {@code reasoning} among the output. */
    record Tokens(long input, long output, long cached, long reasoning) {}
}
