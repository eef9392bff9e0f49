package dev.baton.actors.schedule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to a schedule; stored under names of its own, each with a version. */
public sealed interface ScheduleEvent {

    /**
     * @param definition its canonical JSON
     * @param source as it was written
     * @param createdAt of the schedule; a deleted one that is applied again is another
     */
    record Applied(String definition, String digest, String source, Instant createdAt) implements ScheduleEvent {}

    /** @param next when it fires next; null for not again */
    record Planned(@Nullable Instant next) implements ScheduleEvent {}

    record Paused(String note) implements ScheduleEvent {}

    record Resumed(String note) implements ScheduleEvent {}

    /** The run is to be started. */
    record Fired(Fire fire) implements ScheduleEvent {}

    /** The run is to be started when the one before has ended; takes the place of one that waited already. */
    record Buffered(Fire fire) implements ScheduleEvent {}

    record Skipped(Instant scheduledAt, Fire.Cause cause, String reason) implements ScheduleEvent {}

    /**
     * Times that were due longer ago than the schedule catches up with.
     *
     * @param more whether there were more than were counted
     */
    record Missed(Instant from, Instant to, int count, boolean more) implements ScheduleEvent {}

    /** There is no run, and will be none, for this time. */
    record Failed(
            Instant scheduledAt, Fire.Cause cause, @Nullable String runId, String code, String message)
            implements ScheduleEvent {}

    record Started(String runId, int version) implements ScheduleEvent {}

    /** It was seen that these runs have ended. */
    record Ended(List<String> runIds) implements ScheduleEvent {
        public Ended {
            runIds = List.copyOf(runIds);
        }
    }

    record BackfillAsked(String id, Instant from, Instant to, int count) implements ScheduleEvent {}

    /** @param from the time from which it goes on; null if it is done */
    record BackfillAdvanced(String id, @Nullable Instant from) implements ScheduleEvent {}

    record Deleted() implements ScheduleEvent {}
}
