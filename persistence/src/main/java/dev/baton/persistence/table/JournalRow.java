package dev.baton.persistence.table;

import org.jspecify.annotations.Nullable;

/**
 * One row of the journal.
 *
 * @param firstEvent number of its first event within its run
 * @param writtenAt microseconds since 1970
 * @param writer which incarnation of the entity wrote it
 * @param extra what few rows have: see {@code dev.baton.persistence.journal.Extra}
 */
@SuppressWarnings("ArrayRecordComponent") // A row is written or read once; nobody compares it.
public record JournalRow(
        String persistenceId,
        long seqNr,
        int cell,
        long firstEvent,
        long lastEvent,
        long writtenAt,
        String writer,
        int serializer,
        String manifest,
        byte[] payload,
        byte @Nullable [] extra) {}
