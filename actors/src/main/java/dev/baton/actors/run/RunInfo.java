package dev.baton.actors.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is fixed when a run starts. */
public record RunInfo(
        String tenant,
        String environment,
        String runId,
        String workflow,
        int version,
        String digest,
        Payload input,
        Map<String, String> labels,
        int priority,
        @Nullable Instant deadline,
        String requestDigest,
        Principal startedBy,
        Instant startedAt) {

    public RunInfo {
        labels = Map.copyOf(labels);
    }
}
