package dev.baton.actors.run;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What may be used up; null for as much as is wanted.
 *
 * @param tokens read and written by models, as their providers count them
 * @param costMicros in millionths of the price table's currency
 * @param calls of agents, repeated ones included; a child run counts as one
 */
public record Budget(
        @Nullable Long tokens,
        @Nullable Long costMicros,
        @Nullable Long calls) {

    private static final double MICROS = 1_000_000.0;

    /** Whether nothing may be begun any more. */
    boolean isSpent(Usage used, long called) {
        return reached(tokens, used.tokens()) || reached(costMicros, used.costMicros()) || reached(calls, called);
    }

    /** Whether more has been used than may be. */
    boolean isExceeded(Usage used) {
        return exceeded(tokens, used.tokens()) || exceeded(costMicros, used.costMicros());
    }

    private static boolean reached(@Nullable Long most, long used) {
        return most != null && used >= most;
    }

    private static boolean exceeded(@Nullable Long most, long used) {
        return most != null && used > most;
    }

    /** What is left of it, never less than nothing. */
    Budget rest(Usage used, long called) {
        return new Budget(rest(tokens, used.tokens()), rest(costMicros, used.costMicros()), rest(calls, called));
    }

    private static @Nullable Long rest(@Nullable Long most, long used) {
        return most == null ? null : Long.valueOf(Math.max(0, most - used));
    }

    /** The tightest of both. */
    static @Nullable Budget tightest(@Nullable Budget one, @Nullable Budget other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new Budget(
                least(one.tokens, other.tokens),
                least(one.costMicros, other.costMicros),
                least(one.calls, other.calls));
    }

    private static @Nullable Long least(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.min(one, other);
    }

    /** For people: how much of what has been used. */
    String describe(Usage used, long called) {
        StringBuilder text = new StringBuilder();
        if (tokens != null) {
            text.append(used.tokens()).append(" of ").append(tokens).append(" tokens");
        }
        if (costMicros != null) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(String.format(
                            Locale.ROOT, "%.6f of %.6f cost", used.costMicros() / MICROS, costMicros / MICROS));
        }
        if (calls != null) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(called)
                    .append(" of ")
                    .append(calls)
                    .append(" calls");
        }
        return text.toString();
    }
}
