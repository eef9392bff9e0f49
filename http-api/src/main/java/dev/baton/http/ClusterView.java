package dev.baton.http;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What operators see of the cluster, and do about its nodes. */
public interface ClusterView {

    CompletionStage<ClusterStatus> status();

    /**
     * Has a node hand its work over to the others, and end.
     *
     * @param address as in {@link Node#address()}
     * @return false if there is no such node
     */
    CompletionStage<Boolean> drain(String address);

    /** @param shards how many there are, for the life of the cluster */
    record ClusterStatus(String region, int shards, List<Node> nodes) {
        public ClusterStatus {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * @param status as the cluster sees it: {@code up}, {@code joining}, {@code leaving}, {@code unreachable}, ...
     * @param self whether this is the node that answers
     * @param leader whether it looks after cells that nobody has
     * @param details null if the node did not say
     */
    record Node(
            String address,
            String region,
            String status,
            boolean self,
            boolean leader,
            @Nullable Details details) {}

    /**
     * What a node says of itself.
     *
     * @param url of its API
     * @param shards how many it hosts
     * @param runs how many it has in memory
     */
    record Details(String version, String url, Instant upSince, int shards, long runs) {}
}
