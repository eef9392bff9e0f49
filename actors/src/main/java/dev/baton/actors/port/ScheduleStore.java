package dev.baton.actors.port;

import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The schedules: what each is now, and all that has happened to it. */
public interface ScheduleStore {

    /** Deleted ones too; empty if there never was one. */
    CompletionStage<Optional<ScheduleState>> get(ScheduleKey key);

    /**
     * Writes the events of a change and the state after them, unless another change came first.
     *
     * @param wakeAt when the schedule must be looked at; null for never
     * @return false if another came first: nothing was written
     */
    CompletionStage<Boolean> append(ScheduleChange change, ScheduleState next, @Nullable Instant wakeAt);

    /** Schedules whose time to wake has come, longest due first. */
    CompletionStage<List<ScheduleKey>> due(Instant now, int limit);

    /** Those that are not deleted, in the order of names, after {@code afterName} if given. */
    CompletionStage<List<ScheduleState>> list(String tenant, @Nullable String afterName, int limit);

    /** What has happened, newest change first, from below the event {@code before} if given. */
    CompletionStage<List<ScheduleChange>> history(ScheduleKey key, @Nullable Long before, int limit);
}
