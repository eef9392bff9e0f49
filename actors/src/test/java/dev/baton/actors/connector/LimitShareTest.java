package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LimitShareTest {

    @Test
    void thePartsOfAllNodesAreTheWhole() {
        for (int nodes = 1; nodes <= 10; nodes++) {
            for (int limit = nodes; limit <= 50; limit++) {
                assertThat(sum("agent-" + limit, limit, nodes))
                        .as(limit + " on " + nodes)
                        .isEqualTo(limit);
            }
        }
    }

    @Test
    void eachNodeHasOneWhereThereIsLess() {
        assertThat(sum("agent", 2, 5)).isEqualTo(5);
    }

    @Test
    void whatIsLeftOverIsNotAlwaysTheSameNodes() {
        Set<Integer> lucky = new HashSet<>();
        for (int agent = 0; agent < 50; agent++) {
            String name = "agent-" + agent;
            lucky.add(IntStream.range(0, 3)
                    .filter(place -> new LimitShare.Place(place, 3).part(name, 4) == 2)
                    .findFirst()
                    .orElseThrow());
        }

        assertThat(lucky).containsExactlyInAnyOrder(0, 1, 2);
    }

    private static int sum(String agent, int limit, int nodes) {
        return IntStream.range(0, nodes)
                .map(place -> new LimitShare.Place(place, nodes).part(agent, limit))
                .sum();
    }
}
