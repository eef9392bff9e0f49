package dev.baton.http.fake;

import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A feed in which nothing ever is. */
public final class NoEvents implements EventFeed {

    @Override
    public CompletionStage<Page> read(String tenant, FeedPosition from, int commits) {
        return CompletableFuture.completedFuture(new Page(List.of(), from, false));
    }

    @Override
    public CompletionStage<FeedPosition> end() {
        return CompletableFuture.completedFuture(FeedPosition.START);
    }

    @Override
    public CompletionStage<Optional<FeedPosition>> last() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<FeedPosition> since(Instant time) {
        return end();
    }

    @Override
    public CompletionStage<Boolean> isKept() {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Void> keep(boolean always) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Integer> trim(Duration age, Instant now) {
        return CompletableFuture.completedFuture(0);
    }
}
