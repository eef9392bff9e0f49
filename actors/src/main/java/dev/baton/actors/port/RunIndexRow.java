package dev.baton.actors.port;

import dev.baton.actors.run.Lineage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lists and searches show of a run.
 *
 * @param status code of the run's status
 * @param waitsFor JSON array of what it waits for; null if it does not wait
 * @param wakeAt when it must be woken; null if only an outside happening can
 * @param errorKind code of the error it failed with
 * @param lineage where it comes from; null unless another run has started it
 */
public record RunIndexRow(
        String tenant,
        String runId,
        String environment,
        String workflow,
        int version,
        String digest,
        String status,
        Map<String, String> labels,
        int priority,
        @Nullable String waitsFor,
        @Nullable Instant wakeAt,
        Instant startedAt,
        Instant updatedAt,
        @Nullable Instant endedAt,
        @Nullable String errorKind,
        @Nullable Lineage lineage) {

    public RunIndexRow {
        labels = Map.copyOf(labels);
    }
}
