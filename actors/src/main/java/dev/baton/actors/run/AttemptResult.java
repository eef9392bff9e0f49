package dev.baton.actors.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of an attempt, as its worker or an outside caller reports it. */
public sealed interface AttemptResult {

    /**
     * @param confidence of the agent in its output, 0 to 1
     * @param handoff to whom the agent would give the work next; null if it did not say
     */
    record Succeeded(
            Payload output,
            Usage usage,
            @Nullable Double confidence,
            @Nullable Handoff handoff) implements AttemptResult {
        public Succeeded(Payload output, Usage usage, @Nullable Double confidence) {
            this(output, usage, confidence, null);
        }
    }

    /** @param retryAfter how long the agent asks to be left alone; null if it did not say */
    record Failed(RunError error, @Nullable Duration retryAfter) implements AttemptResult {}

    /**
     * The agent will answer later, by itself ({@code passive}) or to the connector that watches it.
     *
     * @param deadline what the agent was told; null if a connector leaves it to who keeps the time
     */
    record Accepted(
            boolean passive, Payload handle, @Nullable Instant deadline) implements AttemptResult {
        public Accepted(boolean passive, Payload handle) {
            this(passive, handle, null);
        }
    }
}
