package dev.baton.actors.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is fixed when a run starts.
 *
 * @param lineage null unless another run has started it
 * @param origin where it was forked from; null if it was not
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
        @Nullable Lineage lineage,
        @Nullable Origin origin) {

    public RunInfo {
        labels = Map.copyOf(labels);
    }

    RunInfo withDeadline(@Nullable Instant next) {
        return with(version, digest, input, next, origin);
    }

    RunInfo withOrigin(Origin from) {
        return with(version, digest, input, deadline, from);
    }

    RunInfo withDefinition(int otherVersion, String otherDigest) {
        return with(otherVersion, otherDigest, input, deadline, origin);
    }

    RunInfo withoutInput() {
        return with(version, digest, Payload.NULL, deadline, origin);
    }

    private RunInfo with(
            int nextVersion,
            String nextDigest,
            Payload nextInput,
            @Nullable Instant nextDeadline,
            @Nullable Origin from) {
        return new RunInfo(
                tenant,
                environment,
                runId,
                workflow,
                nextVersion,
                nextDigest,
                nextInput,
                labels,
                priority,
                nextDeadline,
                requestDigest,
                startedBy,
                startedAt,
                lineage,
                from);
    }

    /** The deadline if the run began at this time: as much time as it had at first; null for none. */
    @Nullable
    Instant deadlineFrom(Instant now) {
        return deadline == null ? null : now.plus(Duration.between(startedAt, deadline));
    }

    /** How many runs are above this one. */
    public int depth() {
        return lineage == null ? 0 : lineage.depth();
    }
}
