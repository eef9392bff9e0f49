package dev.baton.actors.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a delivery that did not get through is tried again. */
final class RetryPlan {

    /** What a receiver asks for is kept to this. */
    static final Duration RETRY_AFTER_MAX = Duration.ofHours(24);

    private static final double JITTER_MAX = 0.2;

    private final List<Duration> pauses;

    RetryPlan(List<Duration> pauses) {
        this.pauses = List.copyOf(pauses);
    }

    /**
     * @param attempts made so far
     * @param retryAfter what the receiver asks for; null for nothing
     * @param dice in 0..1
     * @return empty if it is given up
     */
    Optional<Instant> next(int attempts, @Nullable Duration retryAfter, double dice, Instant now) {
        if (attempts > pauses.size()) {
            return Optional.empty();
        }
        Duration pause = pauses.get(attempts - 1);
        Duration spread = pause.plusMillis((long) (pause.toMillis() * JITTER_MAX * dice));
        Duration asked = retryAfter == null ? Duration.ZERO : least(retryAfter, RETRY_AFTER_MAX);
        return Optional.of(now.plus(asked.compareTo(spread) > 0 ? asked : spread));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
