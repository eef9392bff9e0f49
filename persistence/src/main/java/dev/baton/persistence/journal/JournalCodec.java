package dev.baton.persistence.journal;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.Journaled;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunState;
import dev.baton.persistence.codec.CommitCodec;
import dev.baton.persistence.codec.Encoded;
import dev.baton.persistence.codec.PayloadSource;
import dev.baton.persistence.table.JournalRow;
import java.io.IOException;
import java.time.Instant;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;

/** Any event or snapshot to bytes and back: those of runs by our codec, all others by Pekko's serialization. */
public final class JournalCodec {

    private static final long MICROS_PER_MILLI = 1_000;

    private final CommitCodec runs;
    private final Serialization others;

    public JournalCodec(CommitCodec runs, Serialization others) {
        this.runs = runs;
        this.others = others;
    }

    /** Marks rows of our codec; Pekko's own serializers have other numbers. */
    public static final int RUNS = 4_200_001;

    /** A row, and what must be written with it. */
    record Entry(
            JournalRow row, StoredValue encoded, @Nullable Commit commit) {}

    /** @throws IOException if the event cannot be stored */
    Entry toRow(PersistentRepr event) throws IOException {
        Object payload = event.payload();
        StoredValue encoded = encode(event.persistenceId(), payload);
        boolean journaled = payload instanceof Journaled;
        long timestamp =
                event.timestamp() > 0 ? event.timestamp() : Instant.now().toEpochMilli();
        JournalRow row = new JournalRow(
                event.persistenceId(),
                event.sequenceNr(),
                Cells.ofPersistenceId(event.persistenceId()),
                journaled ? ((Journaled) payload).firstEvent() : event.sequenceNr(),
                journaled ? ((Journaled) payload).lastEvent() : event.sequenceNr(),
                timestamp * MICROS_PER_MILLI,
                event.writerUuid(),
                encoded.serializer(),
                encoded.manifest(),
                encoded.bytes(),
                Extra.of(event, this));
        return new Entry(row, encoded, payload instanceof Commit commit ? commit : null);
    }

    PersistentRepr toEvent(JournalRow row, PayloadSource payloads) {
        Object payload = decode(row.persistenceId(), row.serializer(), row.manifest(), row.payload(), payloads);
        Extra extra = Extra.read(row.extra());
        PersistentRepr event = PersistentRepr.apply(
                        payload,
                        row.seqNr(),
                        row.persistenceId(),
                        extra.adapterManifest(),
                        false,
                        ActorRef.noSender(),
                        row.writer())
                .withTimestamp(row.writtenAt() / MICROS_PER_MILLI);
        @Nullable StoredValue metadata = extra.metadata();
        return metadata == null
                ? event
                : event.withMetadata(decode(
                        row.persistenceId(), metadata.serializer(), metadata.manifest(), metadata.bytes(), payloads));
    }

    /** @throws IOException if it cannot be stored */
    public StoredValue encode(String persistenceId, Object value) throws IOException {
        try {
            if (value instanceof Commit commit) {
                return stored(runs.encode(commit));
            }
            if (value instanceof RunState state) {
                return stored(runs.encodeSnapshot(state));
            }
            Serializer serializer = others.findSerializerFor(value);
            return new StoredValue(
                    serializer.identifier(), Serializers.manifestFor(serializer, value), serializer.toBinary(value));
        } catch (RuntimeException | StackOverflowError defect) {
            throw new IOException("Cannot encode a " + value.getClass().getName() + ": " + defect, defect);
        }
    }

    public Object decode(String persistenceId, int serializer, String manifest, byte[] bytes, PayloadSource payloads) {
        if (serializer != RUNS) {
            return others.deserialize(bytes, serializer, manifest).get();
        }
        return manifest.equals(CommitCodec.COMMIT)
                ? runs.decode(manifest, tenantOf(persistenceId), bytes, payloads)
                : runs.decodeSnapshot(manifest, tenantOf(persistenceId), bytes, payloads);
    }

    private static StoredValue stored(Encoded encoded) {
        return new StoredValue(RUNS, encoded.manifest(), encoded.bytes(), encoded.payloads(), encoded.contents());
    }

    /** Persistence ids are {@code Run|tenant/runId}. */
    public static String tenantOf(String persistenceId) {
        int start = persistenceId.indexOf('|') + 1;
        int end = persistenceId.indexOf('/', start);
        return end < 0 ? persistenceId.substring(start) : persistenceId.substring(start, end);
    }
}
