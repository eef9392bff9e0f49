package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.http.ClusterView.Rebalance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has to move for an even spread. */
final class RebalanceTest {

    private static List<ClusterView.Node> nodes(int... shards) {
        List<ClusterView.Node> nodes = new ArrayList<>();
        for (int number = 0; number < shards.length; number++) {
            nodes.add(new ClusterView.Node(
                    "node-" + number,
                    "local",
                    "up",
                    false,
                    false,
                    new ClusterView.Details("1", "http://x", Instant.EPOCH, shards[number], 0)));
        }
        return nodes;
    }

    @Test
    void nothingMovesWhereNoNodeHasTwoMoreThanAnother() {
        assertThat(Rebalance.of(nodes(86, 85, 85)).moves()).isZero();
        assertThat(Rebalance.of(nodes(256)).moves()).isZero();
        assertThat(Rebalance.of(nodes(0, 0)).moves()).isZero();
        assertThat(Rebalance.of(List.of()).moves()).isZero();
    }

    @Test
    void whatIsTooMuchSomewhereMovesAndNotMore() {
        Rebalance plan = Rebalance.of(nodes(10, 256, 0));
        assertThat(plan.moves()).isEqualTo(256 - 89);
        assertThat(plan.nodes()).extracting(Rebalance.Spread::even).containsExactly(89, 89, 88);
    }

    @Test
    void nodesThatAreNotUpDoNotCountAndOneThatSaysNothingMayHaveAny() {
        List<ClusterView.Node> nodes = nodes(200, 0);
        nodes.add(new ClusterView.Node("node-8", "local", "unreachable", false, false, null));
        nodes.add(new ClusterView.Node(
                "node-9",
                "local",
                "leaving",
                false,
                false,
                new ClusterView.Details("1", "http://x", Instant.EPOCH, 56, 0)));

        assertThat(Rebalance.of(nodes).moves()).isEqualTo(100);
        assertThat(Rebalance.of(nodes).nodes()).hasSize(2);
        List<ClusterView.Node> silent = nodes(128);
        silent.add(new ClusterView.Node("node-7", "local", "up", false, false, null));
        assertThat(Rebalance.of(silent).moves()).isZero();
        assertThat(Rebalance.of(silent).even()).isFalse();
        assertThat(Rebalance.of(nodes(128, 127)).even()).isTrue();
    }
}
