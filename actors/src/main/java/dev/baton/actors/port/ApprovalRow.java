package dev.baton.actors.port;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A question to a person.
 *
 * @param kind {@code approval}, or {@code task} for a step done by a person
 * @param status {@code open}, {@code approved}, {@code rejected}, {@code expired}, {@code cancelled}
 * @param details JSON object: subject, its hash, comment, edits
 */
public record ApprovalRow(
        String tenant,
        String id,
        String runId,
        String step,
        String kind,
        @Nullable String role,
        String status,
        Instant requestedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        String details) {}
