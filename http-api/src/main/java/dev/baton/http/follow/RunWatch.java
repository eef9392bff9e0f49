package dev.baton.http.follow;

import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows one run, wherever it lives. What happens while nobody asks is not kept: whoever asks gets the run as it is
 * then, so that a slow reader costs no memory. One question at a time.
 */
public final class RunWatch implements AutoCloseable {

    /** A listener is lost with the node that it listens to; then looking again finds out. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Runs runs;
    private final RunKey run;
    private final RunWatches all;
    private @Nullable CompletionStage<Runnable> listening;
    private @Nullable CompletableFuture<Void> waiter;
    private boolean closed;
    private volatile @Nullable Consumer<Speech> words;

    RunWatch(Runs runs, RunKey run, RunWatches all) {
        this.runs = runs;
        this.run = run;
        this.all = all;
    }

    public RunKey run() {
        return run;
    }

    /** The run when it {@code settled}, or as it is after {@code patience}, or when this node is about to end. */
    public CompletionStage<Runs.Reply> until(Predicate<RunState> settled, Duration patience) {
        CompletableFuture<Runs.Reply> result = new CompletableFuture<>();
        long deadline = System.nanoTime() + patience.toNanos();
        listen().whenComplete((stop, lost) -> look(settled, deadline, result));
        return result;
    }

    /** The run when something has happened after this event, or as it is after {@code patience}. */
    public CompletionStage<Runs.Reply> after(long event, Duration patience) {
        return until(state -> state.lastEvent() > event, patience);
    }

    private synchronized CompletionStage<Runnable> listen() {
        if (listening == null && !closed) {
            listening = runs.listen(run, new Watcher());
        }
        return listening == null ? CompletableFuture.completedFuture(() -> {}) : listening;
    }

    /** Whoever follows the run hears what agents say, if it wants to; called from any thread. */
    public void onWords(Consumer<Speech> listener) {
        words = listener;
    }

    private final class Watcher implements RunEar {

        @Override
        public void hears(Commit commit) {
            nudge();
        }

        @Override
        public void hears(Speech speech) {
            Consumer<Speech> listener = words;
            if (listener != null) {
                listener.accept(speech);
            }
        }
    }

    private void look(Predicate<RunState> settled, long deadline, CompletableFuture<Runs.Reply> result) {
        CompletableFuture<Void> change = expect();
        runs.get(run).whenComplete((reply, failure) -> {
            long left = deadline - System.nanoTime();
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!(reply instanceof Runs.Reply.Done done)
                    || done.state().ended()
                    || settled.test(done.state())
                    || left <= 0
                    || isOver()) {
                result.complete(reply);
            } else {
                change.completeOnTimeout(null, Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS)
                        .whenComplete((ignored, never) -> look(settled, deadline, result));
            }
        });
    }

    /** Before the run is looked at, so that no change falls between. */
    private synchronized CompletableFuture<Void> expect() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        waiter = next;
        return next;
    }

    /** Whether waiting any longer makes no sense. */
    public synchronized boolean isOver() {
        return closed || all.draining();
    }

    /** Has whoever waits look at the run. */
    void nudge() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            waiting = waiter;
            waiter = null;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    @Override
    public void close() {
        CompletionStage<Runnable> open;
        synchronized (this) {
            closed = true;
            open = listening;
        }
        all.closed(this);
        if (open != null) {
            open.thenAccept(Runnable::run);
        }
        nudge();
    }
}
