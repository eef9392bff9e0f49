package dev.baton.persistence.snapshot;

import dev.baton.actors.port.Cells;
import dev.baton.persistence.Store;
import dev.baton.persistence.codec.StoredPayload;
import dev.baton.persistence.journal.JournalCodec;
import dev.baton.persistence.journal.StoredValue;
import dev.baton.persistence.table.PayloadTable;
import dev.baton.persistence.table.SnapshotTable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Snapshots in the store of the events, written by the same writer behind the same fence. */
public final class BatonSnapshotStore extends SnapshotStore {

    private static final long MICROS_PER_MILLI = 1_000;

    private final Store store;
    private final JournalCodec codec;

    /** Called by Pekko. */
    public BatonSnapshotStore() {
        store = Store.get(context().system());
        codec = new JournalCodec(
                store.codec(), SerializationExtension.get(context().system()));
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        SnapshotTable.Range range = new SnapshotTable.Range(
                persistenceId,
                criteria.minSequenceNr(),
                criteria.maxSequenceNr(),
                micros(criteria.minTimestamp()),
                micros(criteria.maxTimestamp()));
        CompletionStage<Optional<SelectedSnapshot>> found = store.reads().read(session -> {
            Optional<SnapshotTable.Row> row = SnapshotTable.latest(session, range);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            SnapshotTable.Row stored = row.get();
            Object state = codec.decode(
                    persistenceId,
                    stored.serializer(),
                    stored.manifest(),
                    stored.payload(),
                    store.payloads(session, persistenceId));
            SnapshotMetadata metadata =
                    new SnapshotMetadata(persistenceId, stored.seqNr(), stored.writtenAt() / MICROS_PER_MILLI);
            return Optional.of(SelectedSnapshot.create(metadata, state));
        });
        return FutureConverters.asScala(found);
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        StoredValue encoded;
        try {
            encoded = codec.encode(metadata.persistenceId(), snapshot);
        } catch (IOException poison) {
            return FutureConverters.asScala(CompletableFuture.failedStage(poison));
        }
        SnapshotTable.Row row = new SnapshotTable.Row(
                metadata.persistenceId(),
                metadata.sequenceNr(),
                Cells.ofPersistenceId(metadata.persistenceId()),
                micros(metadata.timestamp()),
                encoded.serializer(),
                encoded.manifest(),
                encoded.bytes(),
                null);
        CompletionStage<Void> saved = store.writer()
                .submit(row.cell(), encoded.size(), writes -> {
                    for (StoredPayload payload : encoded.payloads()) {
                        PayloadTable.insert(writes, JournalCodec.tenantOf(row.persistenceId()), payload);
                    }
                    SnapshotTable.put(writes, row);
                    return row.seqNr();
                })
                .thenAccept(done -> {});
        return FutureConverters.asScala(saved);
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        // A timestamp of 0 means any, as in the metadata that only names a number.
        long at = micros(metadata.timestamp());
        return delete(new SnapshotTable.Range(
                metadata.persistenceId(),
                metadata.sequenceNr(),
                metadata.sequenceNr(),
                at,
                at == 0 ? Long.MAX_VALUE : at));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return delete(new SnapshotTable.Range(
                persistenceId,
                criteria.minSequenceNr(),
                criteria.maxSequenceNr(),
                micros(criteria.minTimestamp()),
                micros(criteria.maxTimestamp())));
    }

    private Future<Void> delete(SnapshotTable.Range range) {
        CompletionStage<Void> deleted = store.writer()
                .submit(Cells.ofPersistenceId(range.persistenceId()), 0, writes -> {
                    SnapshotTable.delete(writes, range);
                    return range;
                })
                .thenAccept(done -> {});
        return FutureConverters.asScala(deleted);
    }

    private static long micros(long millis) {
        return millis >= Long.MAX_VALUE / MICROS_PER_MILLI ? Long.MAX_VALUE : Math.max(0, millis * MICROS_PER_MILLI);
    }
}
