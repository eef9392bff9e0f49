package dev.baton.http.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TenantSharesTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void whoIsAloneIsNeverGreedy() {
        TenantShares shares = new TenantShares(Map.of());

        for (int start = 0; start < 1_000; start++) {
            assertThat(shares.isGreedy("acme", start)).isFalse();
        }
    }

    @Test
    void whoStartsMoreThanTheOthersIsAndTheOthersAreNot() {
        TenantShares shares = new TenantShares(Map.of());
        int greedy = 0;
        for (int round = 0; round < 100; round++) {
            for (int start = 0; start < 9; start++) {
                greedy += shares.isGreedy("loud", round) ? 1 : 0;
            }
            assertThat(shares.isGreedy("quiet", round)).isFalse();
        }

        assertThat(greedy).isGreaterThan(800);
    }

    @Test
    void aLargerShareAllowsMore() {
        TenantShares shares = new TenantShares(Map.of("gold", 3));
        for (int round = 0; round < 100; round++) {
            shares.isGreedy("gold", round);
            shares.isGreedy("gold", round);
            shares.isGreedy("gold", round);
            shares.isGreedy("plain", round);
        }

        assertThat(shares.isGreedy("plain", 100)).isTrue();
        assertThat(shares.isGreedy("gold", 100)).isFalse();
    }

    @Test
    void aNewSecondForgetsTheLast() {
        TenantShares shares = new TenantShares(Map.of());
        for (int start = 0; start < 100; start++) {
            shares.isGreedy("loud", 1);
        }
        shares.isGreedy("quiet", 1);

        assertThat(shares.isGreedy("loud", 1)).isTrue();
        assertThat(shares.isGreedy("loud", SECOND + 1)).isFalse();
    }
}
