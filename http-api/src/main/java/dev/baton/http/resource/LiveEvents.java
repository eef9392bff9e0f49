package dev.baton.http.resource;

import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a run, kept for one subscriber until it asks, up to a limit: a slow one falls behind for good. Words of
 * agents are left out before that.
 */
final class LiveEvents implements RunEar {

    /** What there is to tell. */
    sealed interface Item {
        record Of(Commit commit) implements Item {}

        record Said(Speech speech) implements Item {}
    }

    private final int commitsMax;
    private final Runnable onOverrun;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private @Nullable CompletableFuture<Optional<Item>> asked;
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

    @Override
    public void hears(Speech speech) {
        CompletableFuture<Optional<Item>> waiter;
        Item said = new Item.Said(speech);
        synchronized (this) {
            waiter = asked;
            asked = null;
            if (waiter == null && waiting.size() < commitsMax / 2) {
                waiting.add(said);
            }
        }
        if (waiter != null) {
            waiter.complete(Optional.of(said));
        }
    }

    /** From any thread. */
    @Override
    public void hears(Commit commit) {
        CompletableFuture<Optional<Item>> waiter;
        Item item = new Item.Of(commit);
        synchronized (this) {
            if (overrun) {
                return;
            }
            waiter = asked;
            asked = null;
            if (waiter == null && waiting.size() < commitsMax) {
                waiting.add(item);
                return;
            }
            overrun = waiter == null;
        }
        if (waiter == null) {
            onOverrun.run();
        } else {
            waiter.complete(Optional.of(item));
        }
    }

    /** The next item; empty if {@link #nudge()} comes first. One call at a time. */
    CompletionStage<Optional<Item>> next() {
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
        CompletableFuture<Optional<Item>> waiter;
        synchronized (this) {
            waiter = asked;
            asked = null;
        }
        if (waiter != null) {
            waiter.complete(Optional.empty());
        }
    }
}
