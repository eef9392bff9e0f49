package dev.baton.actors.connector.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a heartbeat comes to. */
public sealed interface Heartbeat {

    record Renewed(Instant leaseUntil) implements Heartbeat {}

    /** The attempt is over (cancelled, timed out, finished): stop working on it. */
    record Over() implements Heartbeat {}

    /** The lease had ended, and somebody else has the task, or nobody. */
    record Lost(@Nullable String holder) implements Heartbeat {}

    record Unavailable(String reason, Duration retryAfter) implements Heartbeat {}
}
