package dev.baton.actors.connector.queue;

import dev.baton.actors.port.TaskStore;
import dev.baton.actors.port.TaskStore.Suspect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away tasks whose attempt is over although no commit has taken them: the node died, or the store was away, after
 * a task had been put into its queue and before its run had learned of it. Looks when the node starts and now and then.
 * The run of a task decides; a look only says whom to ask.
 */
final class Orphans implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    /** Runs that are asked at the same time. */
    static final int PAGE_MAX = 100;

    /** Nothing goes wrong while an orphan is there: a worker that gets it is told that its attempt is over. */
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final TaskStore store;
    private final Leftovers leftovers;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;

    Orphans(TaskStore store, Leftovers leftovers, InstantSource clock) {
        this.store = store;
        this.leftovers = leftovers;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("baton-queue-orphans").factory());
    }

    void look() {
        thread.scheduleWithFixedDelay(() -> page(null), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Page by page: the next is asked for when the runs of this one have answered. */
    private void page(@Nullable Suspect after) {
        suspects(after).thenCompose(this::tidied).whenComplete((last, fault) -> {
            if (fault != null) {
                LOG.warn("Tasks without a use stay for now: {}", fault.toString());
            } else if (!thread.isShutdown()) {
                last.ifPresent(this::page);
            }
        });
    }

    private CompletionStage<List<Suspect>> suspects(@Nullable Suspect after) {
        try {
            return store.suspects(clock.instant(), after, PAGE_MAX);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @return the last of the page; empty if there are no more */
    private CompletionStage<Optional<Suspect>> tidied(List<Suspect> page) {
        CompletableFuture<?>[] all = page.stream()
                .map(task -> leftovers.forgetIfOver(task.tenant(), task.id()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all)
                .thenApply(done -> page.size() < PAGE_MAX ? Optional.empty() : Optional.of(page.getLast()));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
