package dev.baton.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What operators see of the cluster, and do about its nodes. */
public interface ClusterView {

    CompletionStage<ClusterStatus> status();

    /**
     * Has a node hand its work over to the others, and end.
     *
     * @param address as in {@link Node#address()}
     */
    CompletionStage<Draining> drain(String address);

    /** What becomes of it. */
    enum Draining {
        BEGUN,
        /** There is no such node, or it does not answer. */
        NO_SUCH_NODE,
        /** Nobody is there who could take its work. */
        LAST_NODE
    }

    /**
     * Has shards move until all nodes have as many, at once instead of some at a time.
     *
     * @param dryRun only says what would move
     */
    CompletionStage<Rebalance> rebalance(boolean dryRun);

    /**
     * What has to move for an even spread.
     *
     * @param moves shards that are too many where they are
     * @param silent nodes that are up and did not say how many they have
     * @param nodes those that did
     */
    record Rebalance(int moves, int silent, List<Spread> nodes) {

        public Rebalance {
            nodes = List.copyOf(nodes);
        }

        /** @param even how many shards it will have */
        public record Spread(String address, int shards, int even, long runs) {}

        public boolean even() {
            return moves == 0 && silent == 0;
        }

        /** Who has most keeps one more if they cannot all have the same, so that least moves. */
        public static Rebalance of(List<Node> nodes) {
            List<Node> known = new ArrayList<>();
            int all = 0;
            int silent = 0;
            for (Node node : nodes) {
                if (node.status().equals("up") && node.details() == null) {
                    silent++;
                } else if (node.status().equals("up")) {
                    known.add(node);
                    all += shards(node);
                }
            }
            known.sort(Comparator.comparingInt(Rebalance::shards).reversed().thenComparing(Node::address));
            List<Spread> spread = new ArrayList<>();
            int moves = 0;
            for (int place = 0; place < known.size(); place++) {
                Node node = known.get(place);
                int even = all / known.size() + (place < all % known.size() ? 1 : 0);
                moves += Math.max(0, shards(node) - even);
                Details details = Objects.requireNonNull(node.details());
                spread.add(new Spread(node.address(), details.shards(), even, details.runs()));
            }
            spread.sort(Comparator.comparing(Spread::address));
            return new Rebalance(moves, silent, spread);
        }

        private static int shards(Node node) {
            return node.details() == null ? 0 : node.details().shards();
        }
    }

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
