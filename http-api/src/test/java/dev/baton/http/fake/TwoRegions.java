package dev.baton.http.fake;

import dev.baton.http.RegionView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A region that is there, and one that is lost. */
public final class TwoRegions implements RegionView {

    @Override
    public CompletionStage<Status> status() {
        return CompletableFuture.completedFuture(new Status(
                "eu",
                256,
                List.of(
                        region("eu", Map.of("residency", "eu"), Duration.ofSeconds(14), 256),
                        region("us", Map.of(), Duration.ofSeconds(-3), 0))));
    }

    private static Region region(String name, Map<String, String> labels, Duration lease, int cells) {
        return new Region(name, "http://" + name, labels, lease.isPositive(), lease, false, cells, 128, 0);
    }

    @Override
    public CompletionStage<Outcome> failover(String region, String to) {
        return CompletableFuture.completedFuture(
                switch (region) {
                    case "us" -> to.equals("us") ? new Outcome.Lost("us") : new Outcome.Accepted(128);
                    case "eu" -> new Outcome.SameRegion();
                    default -> new Outcome.NoSuchRegion(region);
                });
    }

    @Override
    public CompletionStage<Outcome> failback(String region) {
        return failover(region, region);
    }

    @Override
    public CompletionStage<Outcome> remove(String region) {
        return CompletableFuture.completedFuture(
                switch (region) {
                    case "us" -> new Outcome.Accepted(0);
                    case "eu" -> new Outcome.InUse("eu");
                    default -> new Outcome.NoSuchRegion(region);
                });
    }

    @Override
    public CompletionStage<Answer> called(Call call) {
        return CompletableFuture.completedFuture(
                call.proof().isEmpty() ? new Answer.Stranger() : new Answer.Unreadable("This is only a test."));
    }
}
