package dev.baton.persistence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes of each entity that are not yet decided. A recovery waits for them: an entity that stopped with a write on its
 * way must not come back without it.
 */
final class PendingWrites {

    private final ConcurrentHashMap<String, CompletableFuture<?>> last = new ConcurrentHashMap<>();

    void add(String persistenceId, CompletableFuture<?> write) {
        @Nullable CompletableFuture<?> before = last.put(persistenceId, write);
        if (before != null && !before.isDone()) {
            // A second write is done after the first, unless it was refused: then the first still counts.
            CompletableFuture<?> both = CompletableFuture.allOf(before, write);
            last.put(persistenceId, both);
            both.whenComplete((done, failure) -> last.remove(persistenceId, both));
        } else {
            write.whenComplete((done, failure) -> last.remove(persistenceId, write));
        }
    }

    /** Completes, never with a failure, when those that are pending now are decided. */
    CompletionStage<?> decided(String persistenceId) {
        @Nullable CompletableFuture<?> write = last.get(persistenceId);
        return write == null ? CompletableFuture.completedStage(null) : write.handle((done, failure) -> "decided");
    }
}
