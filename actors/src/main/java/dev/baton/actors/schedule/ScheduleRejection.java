package dev.baton.actors.schedule;

/** Why a schedule does not do what it was asked for. */
public record ScheduleRejection(Code code, String message) {

    /** Stable, for programs. */
    public enum Code {
        SCHEDULE_NOT_FOUND,
        BACKFILL_TOO_LARGE,
        TOO_MANY_BACKFILLS,
        TOO_MANY_STARTS,
        INVALID_INPUT
    }
}
