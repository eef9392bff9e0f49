package dev.baton.examples.kit;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an agent answers.
 *
 * @param confidence how sure the agent is, from 0 to 1
 * @param handoff the name of whom the work concerns instead; null if the answer is the agent's own
 */
public record Answer(
        Json output, double confidence, @Nullable String handoff) implements Outcome {

    private static final double CERTAIN = 1;

    public Answer {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is from 0 to 1, not " + confidence);
        }
    }

    public Answer(Json output, double confidence) {
        this(output, confidence, null);
    }

    /** An answer that follows from its input by rules, without any doubt. */
    public static Answer of(Json output) {
        return new Answer(output, CERTAIN);
    }

    /** This answer, with the work handed to somebody else. */
    public Answer handingTo(String target) {
        return new Answer(output, confidence, target);
    }

    Json toJson() {
        Json.ObjectValue answer = Json.object()
                .with("output", output)
                .with("confidence", new Json.NumberValue(BigDecimal.valueOf(confidence)));
        return handoff == null ? answer : answer.with("handoff", handoff);
    }
}
