package dev.baton.http.fake;

import dev.baton.actors.port.NotificationStore;
import dev.baton.actors.port.RunKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Listeners in a map. */
public final class MemoryNotifications implements NotificationStore {

    private final ConcurrentSkipListMap<String, Listener> listeners = new ConcurrentSkipListMap<>();

    private static String key(RunKey run, String id) {
        return run.entityId() + "/" + id;
    }

    @Override
    public CompletionStage<Void> put(Listener listener) {
        listeners.put(key(listener.run(), listener.id()), listener);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> replace(Listener listener) {
        return CompletableFuture.completedFuture(
                listeners.replace(key(listener.run(), listener.id()), listener) != null);
    }

    @Override
    public CompletionStage<Optional<Listener>> get(RunKey run, String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(listeners.get(key(run, id))));
    }

    @Override
    public CompletionStage<List<Listener>> of(RunKey run, int limit) {
        return CompletableFuture.completedFuture(listeners.values().stream()
                .filter(listener -> listener.run().equals(run))
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<List<Listener>> all(@Nullable Listener after, int limit) {
        return CompletableFuture.completedFuture(
                (after == null ? listeners : listeners.tailMap(key(after.run(), after.id()), false))
                        .values().stream().limit(limit).toList());
    }

    @Override
    public CompletionStage<Void> remove(RunKey run, String id) {
        listeners.remove(key(run, id));
        return CompletableFuture.completedFuture(null);
    }
}
