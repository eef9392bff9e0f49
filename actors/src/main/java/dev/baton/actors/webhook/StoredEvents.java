package dev.baton.actors.webhook;

import dev.baton.actors.manager.Pasts;
import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedEvent;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.End;
import dev.baton.actors.run.Past;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Value;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Events as they were committed, for whoever is to deliver them: the same whenever it is asked for. */
final class StoredEvents {

    private final RunHistory history;
    private final RunIndex index;

    StoredEvents(RunHistory history, RunIndex index) {
        this.history = history;
        this.index = index;
    }

    /** @param payloads whether its contents are wanted; @return empty if its run is no more */
    CompletionStage<Optional<FeedEvent>> find(WebhookDelivery delivery, boolean payloads) {
        RunKey run = new RunKey(delivery.webhook().tenant(), delivery.run());
        return history.commits(run, delivery.event() - 1, 1)
                .thenCombine(index.get(run), (commits, row) -> {
                    if (commits.isEmpty() || row.isEmpty()) {
                        return Optional.<FeedEvent>empty();
                    }
                    FeedEntry entry = new FeedEntry(
                            new FeedPosition(0, 0, delivery.event() - 1),
                            run,
                            commits.getFirst(),
                            row.get().workflow(),
                            row.get().version(),
                            row.get().labels());
                    return entry.events().stream().findFirst();
                })
                .thenCompose(found -> payloads && found.isPresent()
                        ? whole(found.get()).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(found));
    }

    /** The history names a run's output where a step's is the same; who is told of its end wants to see it. */
    private CompletionStage<FeedEvent> whole(FeedEvent event) {
        if (!(event.event() instanceof RunEvent.RunCompleted completed) || completed.output() instanceof Value.Inline) {
            return CompletableFuture.completedFuture(event);
        }
        return Pasts.read(history, event.entry().run(), Past.before(event.number()))
                .thenApply(past -> {
                    @Nullable End end = past.state().end();
                    return end == null || end.output() == null
                            ? event
                            : new FeedEvent(
                                    event.entry(),
                                    event.number(),
                                    new RunEvent.RunCompleted(new Value.Inline(end.output())));
                });
    }
}
