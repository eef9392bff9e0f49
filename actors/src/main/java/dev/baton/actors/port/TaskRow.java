package dev.baton.actors.port;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that waits for, or is done by, an external worker.
 *
 * @param id the attempt's id
 * @param body JSON, as the worker will get it
 * @param deadline when the attempt is over
 * @param worker who has it; null if nobody
 * @param leaseUntil when the worker loses it, unless it sends a heartbeat
 * @param deliveries how often it was handed out
 */
public record TaskRow(
        String tenant,
        String id,
        String queue,
        String runId,
        String step,
        String body,
        int priority,
        Instant enqueuedAt,
        @Nullable Instant deadline,
        @Nullable String worker,
        @Nullable Instant leaseUntil,
        int deliveries) {}
