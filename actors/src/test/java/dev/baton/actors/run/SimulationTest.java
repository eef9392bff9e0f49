package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random runs in a random world. To run one seed again: {@code -Dbaton.simulation.seed=SEED}. */
final class SimulationTest {

    private static final String SEED = "baton.simulation.seed";
    private static final String UNDONE = "undone";
    private static final int SEEDS = 5_000;
    private static final int SEEDS_SLOW = 100_000;

    @Test
    void everyRandomRunKeepsTheRulesAndEnds() {
        Map<String, Integer> events = new TreeMap<>();
        Long wanted = Long.getLong(SEED);
        if (wanted != null) {
            simulate(wanted, events);
            return;
        }
        for (long seed = 1; seed <= SEEDS; seed++) {
            simulate(seed, events);
        }
        // A sweep that never meets a kind of event proves nothing about it.
        assertThat(events.remove(UNDONE)).as("steps undone").isGreaterThan(SEEDS / 10);
        assertThat(events.keySet()).hasSize((int) Stream.of(RunEvent.class.getPermittedSubclasses())
                .filter(Class::isRecord)
                .count());
    }

    @Test
    @Tag("slow")
    void everyRandomRunOfAFreshSweepKeepsTheRulesAndEnds() {
        long first = System.currentTimeMillis();
        for (long seed = first; seed < first + SEEDS_SLOW; seed++) {
            simulate(seed, new TreeMap<>());
        }
    }

    private static void simulate(long seed, Map<String, Integer> events) {
        try {
            Simulation simulation = new Simulation(seed);
            simulation
                    .run()
                    .forEach(commit ->
                            commit.events().forEach(event -> events.merge(EventText.name(event), 1, Integer::sum)));
            events.merge(UNDONE, simulation.compensations(), Integer::sum);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " (again with -D" + SEED + "=" + seed + "): " + e.getMessage(), e);
        }
    }
}
