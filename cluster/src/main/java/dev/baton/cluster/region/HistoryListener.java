package dev.baton.cluster.region;

import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells what happens to a run of another region, by looking into the store again and again. */
final class HistoryListener {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final RunHistory history;
    private final RunKey run;
    private final Consumer<Commit> listener;
    private final Executor later = CompletableFuture.delayedExecutor(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    private long last;
    private volatile boolean stopped;

    HistoryListener(RunHistory history, RunKey run, long last, Consumer<Commit> listener) {
        this.history = history;
        this.run = run;
        this.last = last;
        this.listener = listener;
    }

    void look() {
        if (!stopped) {
            history.commits(run, last, RunHistory.COMMITS_MAX).whenComplete((commits, failure) -> {
                if (commits != null) {
                    for (Commit commit : commits) {
                        last = commit.lastEvent();
                        listener.accept(commit);
                    }
                }
                later.execute(this::look);
            });
        }
    }

    void stop() {
        stopped = true;
    }
}
