package dev.baton.actors.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a run ended. */
public record End(
        RunStatus status,
        @Nullable Payload output,
        @Nullable RunError error,
        Instant at) {}
