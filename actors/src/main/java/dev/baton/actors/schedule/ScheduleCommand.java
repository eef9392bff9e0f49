package dev.baton.actors.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.ScheduleDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a schedule. */
public sealed interface ScheduleCommand {

    record Apply(ScheduleDefinition definition, String source) implements ScheduleCommand {}

    record Pause(String note) implements ScheduleCommand {}

    record Resume(String note) implements ScheduleCommand {}

    /**
     * Starts a run now, whatever others there are.
     *
     * @param id the same one again starts nothing more
     * @param input null for that of the definition
     */
    record Trigger(String id, @Nullable JsonNode input) implements ScheduleCommand {}

    /** Starts the runs of a range of time that are not there yet. @param id the same one again asks for nothing more */
    record Backfill(String id, Instant from, Instant to) implements ScheduleCommand {}

    record Delete() implements ScheduleCommand {}

    /**
     * Does what is due.
     *
     * @param ended runs that the schedule has started and that are over
     */
    record Wake(Set<String> ended) implements ScheduleCommand {
        public Wake {
            ended = Set.copyOf(ended);
        }
    }

    /** What became of runs that were to be started. */
    record RecordStarts(List<StartResult> results) implements ScheduleCommand {
        public RecordStarts {
            results = List.copyOf(results);
        }
    }

    /** What became of a run that was to be started. */
    sealed interface StartResult {

        String runId();

        record Started(String runId, int version) implements StartResult {}

        /** Asking again would not help. */
        record Failed(String runId, String code, String message) implements StartResult {}
    }
}
