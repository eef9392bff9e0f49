package dev.baton.http.fake;

import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Schedules in memory; none is ever due. */
public final class MemorySchedules implements ScheduleStore {

    private final Map<String, ScheduleState> states = new TreeMap<>();
    private final Map<String, Deque<ScheduleChange>> changes = new HashMap<>();

    @Override
    public synchronized CompletionStage<Optional<ScheduleState>> get(ScheduleKey key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(states.get(key.name())));
    }

    @Override
    public synchronized CompletionStage<Boolean> append(
            ScheduleChange change, ScheduleState next, @Nullable Instant wakeAt) {
        ScheduleState before = states.get(change.key().name());
        boolean first = change.firstEvent() == (before == null ? 1 : before.lastEvent() + 1);
        if (first) {
            states.put(change.key().name(), next);
            changes.computeIfAbsent(change.key().name(), name -> new ArrayDeque<>())
                    .addFirst(change);
        }
        return CompletableFuture.completedFuture(first);
    }

    @Override
    public CompletionStage<List<ScheduleKey>> due(Instant now, int limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public synchronized CompletionStage<List<ScheduleState>> list(
            String tenant, @Nullable String afterName, int limit) {
        return CompletableFuture.completedFuture(states.values().stream()
                .filter(state -> state.exists()
                        && (afterName == null || state.key().name().compareTo(afterName) > 0))
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<ScheduleChange>> history(
            ScheduleKey key, @Nullable Long before, int limit) {
        return CompletableFuture.completedFuture(changes.getOrDefault(key.name(), new ArrayDeque<>()).stream()
                .filter(change -> before == null || change.firstEvent() < before)
                .limit(limit)
                .toList());
    }
}
