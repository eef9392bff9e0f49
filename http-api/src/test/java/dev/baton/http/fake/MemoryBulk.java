package dev.baton.http.fake;

import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.port.BulkStore;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Bulk operations in memory; none is ever due. */
public final class MemoryBulk implements BulkStore {

    private static final Comparator<Cursor> NEWEST_FIRST =
            Comparator.comparing(Cursor::at).thenComparing(Cursor::id).reversed();

    private final Map<String, BulkState> states = new HashMap<>();
    private final Map<String, Deque<BulkChange>> changes = new HashMap<>();

    @Override
    public synchronized CompletionStage<Optional<BulkState>> get(BulkKey key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(states.get(key.id())));
    }

    @Override
    public synchronized CompletionStage<Boolean> append(BulkChange change, BulkState next) {
        BulkState before = states.getOrDefault(change.key().id(), BulkState.none(change.key()));
        boolean first = change.firstEvent() == before.lastEvent() + 1;
        if (first) {
            states.put(change.key().id(), next);
            changes.computeIfAbsent(change.key().id(), id -> new ArrayDeque<>()).addFirst(change);
        }
        return CompletableFuture.completedFuture(first);
    }

    @Override
    public CompletionStage<List<BulkKey>> due(Instant now, int limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public synchronized CompletionStage<Integer> open(String tenant, int max) {
        long open = states.values().stream()
                .filter(state -> state.end() == null)
                .limit(max)
                .count();
        return CompletableFuture.completedFuture((int) open);
    }

    @Override
    public synchronized CompletionStage<Page<BulkState>> list(String tenant, @Nullable Cursor after, int limit) {
        List<BulkState> found = states.values().stream()
                .filter(state -> after == null || NEWEST_FIRST.compare(cursor(state), after) > 0)
                .sorted((one, other) -> NEWEST_FIRST.compare(cursor(one), cursor(other)))
                .limit(limit + 1L)
                .toList();
        List<BulkState> shown = found.size() > limit ? found.subList(0, limit) : found;
        return CompletableFuture.completedFuture(
                new Page<>(shown, found.size() > limit ? cursor(shown.getLast()) : null));
    }

    private static Cursor cursor(BulkState state) {
        return new Cursor(state.wanted().at(), state.key().id());
    }

    @Override
    public synchronized CompletionStage<List<BulkChange>> history(BulkKey key, @Nullable Long before, int limit) {
        return CompletableFuture.completedFuture(changes.getOrDefault(key.id(), new ArrayDeque<>()).stream()
                .filter(change -> before == null || change.firstEvent() < before)
                .limit(limit)
                .toList());
    }
}
