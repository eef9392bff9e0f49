package dev.baton.actors.run;

/**
 * What agents consumed. Tokens as counted by the provider; cost in millionths of the price table's currency.
 *
 * @param inputTokens all of them, cached or not
 * @param outputTokens all of them, those for reasoning included
 * @param cachedTokens of the input, those that the provider had from an earlier call
 * @param reasoningTokens of the output
 */
public record Usage(long inputTokens, long outputTokens, long costMicros, long cachedTokens, long reasoningTokens) {

    public static final Usage NONE = new Usage(0, 0, 0);

    /** Of somebody who counts no more than this. */
    public Usage(long inputTokens, long outputTokens, long costMicros) {
        this(inputTokens, outputTokens, costMicros, 0, 0);
    }

    /** Stops at the largest number: what an agent claims to have used must never stop its run. */
    public Usage plus(Usage other) {
        return new Usage(
                add(inputTokens, other.inputTokens),
                add(outputTokens, other.outputTokens),
                add(costMicros, other.costMicros),
                add(cachedTokens, other.cachedTokens),
                add(reasoningTokens, other.reasoningTokens));
    }

    private static long add(long left, long right) {
        long sum = left + right;
        boolean overflow = ((left ^ sum) & (right ^ sum)) < 0;
        if (overflow) {
            return left < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }

    /** Read and written. */
    long tokens() {
        return add(inputTokens, outputTokens);
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
