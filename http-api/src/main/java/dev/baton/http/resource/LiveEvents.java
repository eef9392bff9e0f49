package dev.baton.http.resource;

import dev.baton.actors.run.Commit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What happens to a run, kept for one subscriber until it asks, up to a limit: a slow one falls behind for good. */
final class LiveEvents {

    private final int commitsMax;
    private final Runnable onOverrun;
    private final Deque<Commit> waiting = new ArrayDeque<>();
    private @Nullable CompletableFuture<Optional<Commit>> asked;
    private boolean overrun;

    /** @param onOverrun called once, when the subscriber is given up */
    LiveEvents(int commitsMax, Runnable onOverrun) {
        this.commitsMax = commitsMax;
        this.onOverrun = onOverrun;
    }

    /** The subscriber did not keep up. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("the subscriber is too slow", null, false, false);
        }
    }

    /** From any thread. */
    void add(Commit commit) {
        CompletableFuture<Optional<Commit>> waiter;
        synchronized (this) {
            if (overrun) {
                return;
            }
            waiter = asked;
            asked = null;
            if (waiter == null && waiting.size() < commitsMax) {
                waiting.add(commit);
                return;
            }
            overrun = waiter == null;
        }
        if (waiter == null) {
            onOverrun.run();
        } else {
            waiter.complete(Optional.of(commit));
        }
    }

    /** The next commit; empty if {@link #nudge()} comes first. One call at a time. */
    CompletionStage<Optional<Commit>> next() {
        synchronized (this) {
            if (!waiting.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.of(waiting.remove()));
            }
            asked = new CompletableFuture<>();
            return asked;
        }
    }

    /** Has whoever waits for the next commit look around. */
    void nudge() {
        CompletableFuture<Optional<Commit>> waiter;
        synchronized (this) {
            waiter = asked;
            asked = null;
        }
        if (waiter != null) {
            waiter.complete(Optional.empty());
        }
    }
}
