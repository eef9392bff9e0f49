package dev.baton.actors.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is fixed when a run starts.
 *
 * @param lineage null unless another run has started it
 */
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
        Instant startedAt,
        @Nullable Lineage lineage) {

    public RunInfo {
        labels = Map.copyOf(labels);
    }

    RunInfo withDeadline(@Nullable Instant next) {
        return new RunInfo(
                tenant,
                environment,
                runId,
                workflow,
                version,
                digest,
                input,
                labels,
                priority,
                next,
                requestDigest,
                startedBy,
                startedAt,
                lineage);
    }

    /** How many runs are above this one. */
    public int depth() {
        return lineage == null ? 0 : lineage.depth();
    }
}
