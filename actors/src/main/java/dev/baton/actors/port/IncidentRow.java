package dev.baton.actors.port;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that needs a person.
 *
 * @param kind code of the error kind
 * @param status {@code open} or {@code resolved}
 */
public record IncidentRow(
        String tenant,
        String id,
        String runId,
        String step,
        String kind,
        String message,
        String status,
        Instant raisedAt,
        @Nullable Instant resolvedAt) {}
