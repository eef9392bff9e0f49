package dev.baton.actors.run;

/** What agents consumed. Tokens as counted by the provider; cost in millionths of the price table's currency. */
public record Usage(long inputTokens, long outputTokens, long costMicros) {

    public static final Usage NONE = new Usage(0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                Math.addExact(inputTokens, other.inputTokens),
                Math.addExact(outputTokens, other.outputTokens),
                Math.addExact(costMicros, other.costMicros));
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
