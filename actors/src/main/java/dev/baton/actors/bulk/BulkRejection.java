package dev.baton.actors.bulk;

/** Why a bulk operation does not do what it was asked for, or does not begin. */
public record BulkRejection(Code code, String message) {

    /** Stable, for programs. */
    public enum Code {
        BULK_NOT_FOUND,
        BULK_EXISTS,
        BULK_NOT_CONFIRMED,
        BULK_GREW,
        BULK_TOO_LARGE,
        TOO_MANY_BULK_OPERATIONS
    }
}
