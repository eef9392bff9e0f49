package dev.baton.http.fake;

import dev.baton.http.ClusterView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** A cluster of one, and of another that does not answer. */
public record OneNode(LongSupplier runs) implements ClusterView {

    private static final String ADDRESS = "127.0.0.1:1";

    @Override
    public CompletionStage<ClusterStatus> status() {
        Details details = new Details("0.1.0", "http://127.0.0.1:2", Instant.EPOCH, 256, runs.getAsLong());
        return CompletableFuture.completedFuture(new ClusterStatus(
                "local",
                256,
                List.of(
                        new Node(ADDRESS, "local", "up", true, true, details),
                        new Node("127.0.0.1:3", "local", "unreachable", false, false, null))));
    }

    @Override
    public CompletionStage<Rebalance> rebalance(boolean dryRun) {
        return status().thenApply(status -> Rebalance.of(status.nodes()));
    }

    @Override
    public CompletionStage<Draining> drain(String address) {
        return CompletableFuture.completedFuture(address.equals(ADDRESS) ? Draining.BEGUN : Draining.NO_SUCH_NODE);
    }
}
