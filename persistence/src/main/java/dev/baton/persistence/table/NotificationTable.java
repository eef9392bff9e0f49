package dev.baton.persistence.table;

import dev.baton.actors.port.NotificationStore;
import dev.baton.actors.port.RunKey;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.writer.StoreWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Listeners stand among the values that all nodes share, under names that begin alike. */
public final class NotificationTable implements NotificationStore {

    private static final String PREFIX = "notify/";

    private static final String PUT = "INSERT INTO setting(name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private static final String REPLACE = "UPDATE setting SET value = ? WHERE name = ?";
    private static final String GET = "SELECT name, value FROM setting WHERE name = ?";
    private static final String LIST =
            "SELECT name, value FROM setting WHERE substr(name, 1, length(?)) = ? AND name > ?"
                    + " ORDER BY name LIMIT ?";
    private static final String REMOVE = "DELETE FROM setting WHERE name = ?";

    private final StoreWriter writer;
    private final ReadPool reads;

    public NotificationTable(StoreWriter writer, ReadPool reads) {
        this.writer = writer;
        this.reads = reads;
    }

    private static String name(RunKey run, String id) {
        return PREFIX + run.entityId() + "/" + id;
    }

    private static Listener listener(String name, String value) {
        int slash = name.lastIndexOf('/');
        return new Listener(
                RunKey.ofEntityId(name.substring(PREFIX.length(), slash)), name.substring(slash + 1), value);
    }

    @Override
    public CompletionStage<Void> put(Listener listener) {
        return writer.perform(
                        StoreWriter.NO_CELL,
                        listener.value().length(),
                        writes -> new Columns(writes.statement(PUT))
                                .text(name(listener.run(), listener.id()))
                                .text(listener.value())
                                .update())
                .thenAccept(rows -> {});
    }

    @Override
    public CompletionStage<Boolean> replace(Listener listener) {
        return writer.perform(
                        StoreWriter.NO_CELL,
                        listener.value().length(),
                        writes -> new Columns(writes.statement(REPLACE))
                                .text(listener.value())
                                .text(name(listener.run(), listener.id()))
                                .update())
                .thenApply(rows -> rows > 0);
    }

    @Override
    public CompletionStage<Optional<Listener>> get(RunKey run, String id) {
        return reads.read(session -> new Columns(session.statement(GET))
                .text(name(run, id))
                .one(row -> listener(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<List<Listener>> of(RunKey run, int limit) {
        return list(name(run, ""), "", limit);
    }

    @Override
    public CompletionStage<List<Listener>> all(@Nullable Listener after, int limit) {
        return list(PREFIX, after == null ? "" : name(after.run(), after.id()), limit);
    }

    private CompletionStage<List<Listener>> list(String prefix, String after, int limit) {
        return reads.read(session -> new Columns(session.statement(LIST))
                .text(prefix)
                .text(prefix)
                .text(after)
                .number(limit)
                .list(row -> listener(row.getString(1), row.getString(2))));
    }

    @Override
    public CompletionStage<Void> remove(RunKey run, String id) {
        return writer.perform(
                        StoreWriter.NO_CELL,
                        0,
                        writes -> new Columns(writes.statement(REMOVE))
                                .text(name(run, id))
                                .update())
                .thenAccept(rows -> {});
    }
}
