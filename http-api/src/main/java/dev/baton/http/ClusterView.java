package dev.baton.http;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What operators see of the cluster. */
@FunctionalInterface
public interface ClusterView {

    CompletionStage<ClusterStatus> status();

    /** @param shards how many there are, for the life of the cluster */
    record ClusterStatus(String region, int shards, List<Node> nodes) {
        public ClusterStatus {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * @param status as the cluster sees it: {@code up}, {@code joining}, {@code leaving}, {@code unreachable}, ...
     * @param self whether this is the node that answers
     * @param shards how many it hosts
     * @param runs how many it has in memory
     */
    record Node(String address, String region, String status, boolean self, Instant upSince, int shards, long runs) {}
}
