package dev.baton.cluster.region;

import dev.baton.actors.port.Cells;
import dev.baton.http.RegionView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Of a server that has a store for itself: there are no others. */
public record LoneRegion(String name) implements RegionView {

    @Override
    public CompletionStage<Status> status() {
        return CompletableFuture.completedStage(new Status(
                name,
                Cells.COUNT,
                List.of(new Region(name, "", Map.of(), true, Duration.ZERO, false, Cells.COUNT, Cells.COUNT, 0))));
    }

    @Override
    public CompletionStage<Outcome> failover(String region, String to) {
        return CompletableFuture.completedStage(new Outcome.OnlyRegion());
    }

    @Override
    public CompletionStage<Outcome> failback(String region) {
        return CompletableFuture.completedStage(new Outcome.OnlyRegion());
    }

    @Override
    public CompletionStage<Outcome> remove(String region) {
        return CompletableFuture.completedStage(new Outcome.OnlyRegion());
    }

    @Override
    public CompletionStage<Answer> called(Call call) {
        return CompletableFuture.completedStage(new Answer.Stranger());
    }
}
