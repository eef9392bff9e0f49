package dev.baton.persistence.journal;

import dev.baton.persistence.codec.StoredContents;
import dev.baton.persistence.codec.StoredPayload;
import java.util.List;

/**
 * An event or a snapshot as it is stored.
 *
 * @param serializer which codec reads it: {@link JournalCodec#RUNS}, or one of Pekko's
 * @param payloads what it refers to and must be written with it
 * @param contents likewise
 */
@SuppressWarnings("ArrayRecordComponent") // On its way into a row; nobody compares it.
public record StoredValue(
        int serializer, String manifest, byte[] bytes, List<StoredPayload> payloads, List<StoredContents> contents) {

    /** Of a serializer that refers to nothing. */
    StoredValue(int serializer, String manifest, byte[] bytes) {
        this(serializer, manifest, bytes, List.of(), List.of());
    }

    /** About how much is written. */
    public int size() {
        int size = bytes.length;
        for (StoredPayload payload : payloads) {
            size += payload.content().length;
        }
        for (StoredContents one : contents) {
            size += one.content().length;
        }
        return size;
    }
}
