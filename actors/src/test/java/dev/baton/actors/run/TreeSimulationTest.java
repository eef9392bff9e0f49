package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random trees of runs, with crashes and messages that get lost. One seed again: {@code -Dbaton.simulation.seed=SEED}. */
final class TreeSimulationTest {

    private static final String SEED = "baton.simulation.seed";
    private static final int SEEDS = 500;
    private static final int SEEDS_SLOW = 10_000;

    @Test
    void everyRandomTreeEndsAndAgrees() {
        Long wanted = Long.getLong(SEED);
        if (wanted != null) {
            simulate(wanted);
            return;
        }
        int largest = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            largest = Math.max(largest, simulate(seed));
        }
        assertThat(largest).as("a sweep without trees proves nothing").isGreaterThan(10);
    }

    @Test
    @Tag("slow")
    void everyRandomTreeOfAFreshSweepEndsAndAgrees() {
        long first = System.currentTimeMillis();
        for (long seed = first; seed < first + SEEDS_SLOW; seed++) {
            simulate(seed);
        }
    }

    private static int simulate(long seed) {
        try {
            return new TreeSimulation(seed).run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " (again with -D" + SEED + "=" + seed + "): " + e.getMessage(), e);
        }
    }
}
