package dev.baton.persistence.journal;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.run.Commit;
import dev.baton.persistence.Store;
import dev.baton.persistence.codec.StoredContents;
import dev.baton.persistence.codec.StoredPayload;
import dev.baton.persistence.table.ContentsTable;
import dev.baton.persistence.table.FeedTable;
import dev.baton.persistence.table.JournalRow;
import dev.baton.persistence.table.JournalTable;
import dev.baton.persistence.table.PayloadTable;
import dev.baton.persistence.table.SideTables;
import dev.baton.persistence.writer.Writes;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal of all entities of this node. Encodes what one entity persists, with its side rows, into one write for the
 * writer; an event that cannot be encoded is rejected and harms nobody else.
 */
public final class BatonJournal extends AsyncWriteJournal {

    private final Store store;
    private final JournalCodec codec;
    private final PendingWrites pending = new PendingWrites();

    /** Called by Pekko. */
    public BatonJournal() {
        store = Store.get(context().system());
        codec = new JournalCodec(
                store.codec(), SerializationExtension.get(context().system()));
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<JournalCodec.Entry> entries = new ArrayList<>(1);
        List<Optional<Exception>> rejections = new ArrayList<>(1);
        String persistenceId = "";
        for (AtomicWrite message : messages) {
            persistenceId = message.persistenceId();
            rejections.add(encode(message, entries));
        }
        if (entries.isEmpty()) {
            return Future.successful(rejections);
        }
        CompletableFuture<Iterable<Optional<Exception>>> written = write(persistenceId, entries, rejections);
        pending.add(persistenceId, written);
        return FutureConverters.asScala(written);
    }

    /** All or none: one of them that cannot be encoded rejects the whole message. */
    private Optional<Exception> encode(AtomicWrite message, List<JournalCodec.Entry> entries) {
        int before = entries.size();
        try {
            for (PersistentRepr event : CollectionConverters.asJava(message.payload())) {
                entries.add(codec.toRow(event));
            }
            return Optional.empty();
        } catch (IOException poison) {
            entries.subList(before, entries.size()).clear();
            return Optional.of(poison);
        }
    }

    private CompletableFuture<Iterable<Optional<Exception>>> write(
            String persistenceId, List<JournalCodec.Entry> entries, List<Optional<Exception>> rejections) {
        int bytes = 0;
        for (JournalCodec.Entry entry : entries) {
            bytes += entry.encoded().size();
        }
        return store.writer().submit(Cells.ofPersistenceId(persistenceId), bytes, writes -> {
            for (JournalCodec.Entry entry : entries) {
                write(writes, entry);
            }
            return rejections;
        });
    }

    private static void write(Writes writes, JournalCodec.Entry entry) throws SQLException {
        JournalTable.insert(writes, entry.row());
        Commit commit = entry.commit();
        SideWrites side = commit == null ? null : commit.sideWrites();
        if (commit != null && side != null) {
            SideTables.write(writes, commit.tenant(), side, commit.firstEvent() == 1);
        }
        if (commit != null && writes.feeds(entry.row().cell())) {
            FeedTable.insert(writes, entry.row());
        }
        for (StoredPayload payload : entry.encoded().payloads()) {
            PayloadTable.insert(writes, JournalCodec.tenantOf(entry.row().persistenceId()), payload);
        }
        for (StoredContents contents : entry.encoded().contents()) {
            ContentsTable.insert(writes, entry.row().persistenceId(), contents);
        }
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return FutureConverters.asScala(highest(persistenceId));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        return FutureConverters.asScala(replay(persistenceId, from, to, max, replay));
    }

    /** Page by page, each a read of its own: a long replay does not hold up the others. */
    private CompletionStage<Void> replay(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        if (max <= 0 || from > to) {
            return CompletableFuture.completedStage(null);
        }
        int limit = (int) Math.min(max, store.reads().page());
        return store.reads()
                .read(session -> {
                    List<PersistentRepr> page = new ArrayList<>();
                    for (JournalRow row : JournalTable.read(session, persistenceId, from, to, limit)) {
                        page.add(codec.toEvent(row, store.payloads(session, persistenceId)));
                    }
                    return page;
                })
                .thenCompose(page -> {
                    page.forEach(replay);
                    if (page.size() < limit) {
                        return CompletableFuture.completedStage(null);
                    }
                    long next = page.getLast().sequenceNr() + 1;
                    return replay(persistenceId, next, to, max - page.size(), replay);
                });
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        CompletionStage<Void> deleted = highest(persistenceId)
                .thenCompose(highest -> store.writer()
                        .submit(Cells.ofPersistenceId(persistenceId), 0, writes -> {
                            JournalTable.delete(writes, persistenceId, toSequenceNr, highest);
                            return toSequenceNr;
                        })
                        .thenAccept(done -> {}));
        return FutureConverters.asScala(deleted);
    }

    private CompletionStage<Long> highest(String persistenceId) {
        return pending.decided(persistenceId)
                .thenCompose(
                        decided -> store.reads().read(session -> JournalTable.highestSeqNr(session, persistenceId)));
    }
}
