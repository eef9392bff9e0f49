package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that is to be started; all of it is decided when the schedule fires.
 *
 * @param scheduledAt the time that the schedule names; the run may start later
 * @param runId derived from the schedule and the time, so that there is one run however often it is started
 * @param version of the workflow; null for the latest when it starts
 */
public record Fire(
        Instant scheduledAt,
        Cause cause,
        String runId,
        String workflow,
        @Nullable Integer version,
        JsonNode input,
        Principal by) {

    /** Why there is a fire. */
    public enum Cause {
        TIME,
        BACKFILL,
        MANUAL
    }
}
