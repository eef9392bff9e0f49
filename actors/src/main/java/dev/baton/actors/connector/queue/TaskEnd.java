package dev.baton.actors.connector.queue;

import dev.baton.actors.run.RunError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What completing or failing a task comes to. */
public sealed interface TaskEnd {

    /**
     * @param changed false if it had been told before
     * @param invalid why the output is none that the agent may give, and the attempt has failed; null if it is
     */
    record Recorded(boolean changed, @Nullable RunError invalid) implements TaskEnd {}

    /** The attempt is over, or never was: the result counts for nothing. */
    record Over(String reason) implements TaskEnd {}

    /** The lease had ended, and somebody else has the task, or nobody: their result will count. */
    record Lost(@Nullable String holder) implements TaskEnd {}

    record Unavailable(String reason, Duration retryAfter) implements TaskEnd {}
}
