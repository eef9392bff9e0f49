package dev.baton.actors.pattern;

import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.ErrorKind;
import java.time.Duration;
import java.util.Set;

/**
 * How often, when and after which failures an agent is asked again.
 *
 * @param maxAttempts with one agent, the first included
 * @param initial pause after the first failure
 * @param factor by which each further pause grows
 * @param max longest pause
 * @param jitter share of the pause, 0 to 1, by which it varies
 * @param on kinds of error that are tried again; empty for those that are worth it by nature
 */
public record RetryPolicy(
        int maxAttempts, Duration initial, double factor, Duration max, double jitter, Set<ErrorKind> on) {

    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2, Set.of());

    /** What is not said is as in {@link #DEFAULT}. */
    static RetryPolicy read(StepReader retry) {
        StepReader backoff = retry.object("backoff");
        Duration initial = backoff.duration("initial", DEFAULT.initial());
        Duration max = backoff.duration("max", initial.compareTo(DEFAULT.max()) > 0 ? initial : DEFAULT.max());
        if (max.compareTo(initial) < 0) {
            backoff.error(
                    "max",
                    "retry.pauses",
                    "The longest pause, " + max + ", is shorter than the first, " + initial,
                    "Make 'max' at least as long as 'initial'.");
        }
        return new RetryPolicy(
                retry.integer("maxAttempts", DEFAULT.maxAttempts()),
                initial,
                backoff.number("factor", DEFAULT.factor()),
                max,
                backoff.number("jitter", DEFAULT.jitter()),
                retry.kinds("on"));
    }

    public RetryPolicy {
        on = Set.copyOf(on);
    }

    boolean covers(ErrorKind kind) {
        return on.isEmpty() ? kind.retryable() : on.contains(kind);
    }

    /**
     * The pause before the next attempt.
     *
     * @param failed number of the attempt that failed, from 1
     * @param seed makes the jitter differ between runs, yet the same on every decision about this attempt
     */
    Duration pauseAfter(int failed, String seed) {
        double millis = Math.min(initial.toMillis() * Math.pow(factor, failed - 1.0), (double) max.toMillis());
        double share = Math.floorMod(seed.hashCode() * 0x9E3779B9, 1_000) / 1_000.0;
        return Duration.ofMillis(Math.round(millis * (1 - jitter * share)));
    }
}
