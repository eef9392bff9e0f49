package dev.baton.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An output with what else there is to say about it.
 *
 * @param output a value as JSON has it
 * @param usage {@code inputTokens}, {@code outputTokens}, {@code costMicros}; empty if nothing was used
 * @param confidence in the output, 0 to 1; null if that is not known
 * @param handoff to whom the work should go next; null if that is not for the worker to say
 */
public record Result(
        @Nullable Object output,
        Map<String, Long> usage,
        @Nullable Double confidence,
        @Nullable String handoff) {

    public Result {
        usage = Map.copyOf(usage);
    }

    public static Result of(@Nullable Object output) {
        return new Result(output, Map.of(), null, null);
    }

    /** The same result, and what it has cost. */
    public Result using(long inputTokens, long outputTokens, long costMicros) {
        return new Result(
                output,
                Map.of("inputTokens", inputTokens, "outputTokens", outputTokens, "costMicros", costMicros),
                confidence,
                handoff);
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("output", output);
        if (!usage.isEmpty()) {
            fields.put("usage", usage);
        }
        if (confidence != null) {
            fields.put("confidence", confidence);
        }
        if (handoff != null) {
            fields.put("handoff", handoff);
        }
        return fields;
    }
}
