package dev.baton.actors.schedule;

/** What follows from a command. */
public sealed interface ScheduleOutcome {

    /** @param next the state after the events, of which there may be none */
    record Accepted(ScheduleChange change, ScheduleState next) implements ScheduleOutcome {}

    record Refused(ScheduleRejection rejection) implements ScheduleOutcome {}
}
