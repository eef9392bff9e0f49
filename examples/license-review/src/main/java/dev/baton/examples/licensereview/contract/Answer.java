package dev.baton.examples.licensereview.contract;

import java.math.BigDecimal;

/**
 * What an agent answers.
 *
 * @param confidence how sure the agent is, from 0 to 1
 */
public record Answer(Json output, double confidence) {

    public Answer {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is from 0 to 1, not " + confidence);
        }
    }

    Json toJson() {
        return Json.object()
                .with("output", output)
                .with("confidence", new Json.NumberValue(BigDecimal.valueOf(confidence)));
    }
}
