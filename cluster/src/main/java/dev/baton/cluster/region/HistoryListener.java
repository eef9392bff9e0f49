package dev.baton.cluster.region;

import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Tells what happens to a run of another region, by looking into the store again and again. */
final class HistoryListener {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final RunHistory history;
    private final RunKey run;
    private final RunEar ear;
    private final Executor later = CompletableFuture.delayedExecutor(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    private long last;
    private volatile boolean stopped;

    HistoryListener(RunHistory history, RunKey run, long last, RunEar ear) {
        this.history = history;
        this.run = run;
        this.last = last;
        this.ear = ear;
    }

    void look() {
        if (!stopped) {
            history.commits(run, last, RunHistory.COMMITS_MAX).whenComplete((commits, failure) -> {
                if (commits != null) {
                    for (Commit commit : commits) {
                        last = commit.lastEvent();
                        ear.hears(commit);
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
