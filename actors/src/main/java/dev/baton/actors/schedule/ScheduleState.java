package dev.baton.actors.schedule;

import dev.baton.actors.run.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as its events have made it.
 *
 * @param next when it fires next, jitter aside; null for not again, and while it is paused
 * @param lastEvent number of the last event
 * @param deleted it does nothing more, and is remembered for its history
 */
public record ScheduleState(
        ScheduleKey key,
        long lastEvent,
        boolean deleted,
        Definition definition,
        @Nullable Pause pause,
        @Nullable Instant next,
        Outstanding outstanding,
        Past past) {

    /** What there is before the first event. */
    public static ScheduleState none(ScheduleKey key) {
        return new ScheduleState(
                key,
                0,
                true,
                new Definition("", "", "", Instant.EPOCH, Instant.EPOCH, Principal.SYSTEM),
                null,
                null,
                Outstanding.NOTHING,
                Past.NOTHING);
    }

    public boolean exists() {
        return !deleted;
    }

    /** @param canonical JSON; @param at when it was applied */
    public record Definition(
            String canonical, String digest, String source, Instant createdAt, Instant at, Principal by) {}

    public record Pause(String note, Instant at, Principal by) {}

    /**
     * What is still to be done.
     *
     * @param starting runs that are decided and not known to have started
     * @param waiting the run that starts when those in {@code open} have ended
     * @param open runs that were started by time and are not known to have ended
     */
    public record Outstanding(
            List<Fire> starting, @Nullable Fire waiting, List<String> open, List<Backfill> backfills) {

        static final Outstanding NOTHING = new Outstanding(List.of(), null, List.of(), List.of());

        public Outstanding {
            starting = List.copyOf(starting);
            open = List.copyOf(open);
            backfills = List.copyOf(backfills);
        }
    }

    /** @param from the time from which it goes on; null when it is done; @param count of all its times */
    public record Backfill(String id, @Nullable Instant from, Instant to, int count, Principal by) {}

    /** What became of the last fires, newest first, and of all. */
    public record Past(List<Ran> recent, long started, long skipped, long missed, long failed) {

        static final Past NOTHING = new Past(List.of(), 0, 0, 0, 0);

        public Past {
            recent = List.copyOf(recent);
        }
    }

    /**
     * What became of one fire.
     *
     * @param runId null if there is no run
     * @param problem why there is none; null if there is one
     */
    public record Ran(
            Instant scheduledAt,
            Fire.Cause cause,
            Instant at,
            @Nullable String runId,
            @Nullable String problem) {}
}
