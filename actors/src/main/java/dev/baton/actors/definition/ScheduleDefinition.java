package dev.baton.actors.definition;

import dev.baton.actors.schedule.FireTimes;
import dev.baton.actors.schedule.Overlap;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is started when; immutable.
 *
 * @param workflow of the runs
 * @param version of the workflow; null for the latest when a run starts
 * @param input of a run; sees {@code schedule}
 * @param jitter each start is put off by a part of it, always the same for the same time
 * @param catchUp how long after its time a run is still started
 * @param digest SHA-256 of the canonical JSON
 * @param canonical the whole document
 */
public record ScheduleDefinition(
        String name,
        String description,
        Map<String, String> labels,
        String workflow,
        @Nullable Integer version,
        Template input,
        FireTimes times,
        Duration jitter,
        Overlap overlap,
        Duration catchUp,
        String digest,
        String canonical) {

    public static final Duration CATCH_UP_USUAL = Duration.ofHours(1);

    public ScheduleDefinition {
        labels = Map.copyOf(labels);
    }
}
