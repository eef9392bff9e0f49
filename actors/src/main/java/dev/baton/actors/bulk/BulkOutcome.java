package dev.baton.actors.bulk;

/** What follows from a command. */
public sealed interface BulkOutcome {

    /** @param next the state after the events, of which there may be none */
    record Accepted(BulkChange change, BulkState next) implements BulkOutcome {}

    record Refused(BulkRejection rejection) implements BulkOutcome {}
}
