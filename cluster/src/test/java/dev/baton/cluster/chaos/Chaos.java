package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets faults happen to three nodes under load, then looks whether anything that was promised is lost. */
final class Chaos {

    static final int NODES = 3;

    /** Enough for each node, few enough for a small machine. */
    static final int OPEN_MAX = 12;

    private final Path folder;
    private final int openMax;
    private final long seed = Long.getLong("baton.test.seed", System.nanoTime());

    /** @param openMax runs under way at the same time */
    Chaos(Path folder, int openMax) {
        this.folder = folder;
        this.openMax = openMax;
    }

    void survive(Fault fault, int rounds) throws IOException {
        survive(List.of(fault), rounds);
    }

    /** All of the faults in each round, and a line of the table for each of them. */
    void survive(List<Fault> faults, int rounds) throws IOException {
        System.out.println("Chaos from seed " + seed + " (-Dbaton.test.seed): "
                + faults.stream().map(Fault::name).toList());
        NodeGroup group = NodeGroup.of(folder, NODES, needs(faults));
        try (Work work = new Work(group, openMax)) {
            try {
                group.start();
                work.begin();
                Scene scene = new Scene(group, work, new Random(seed));
                scene.workGoesOn();
                List<String> table = new ArrayList<>();
                for (Fault fault : faults) {
                    table.add(happen(fault, rounds, scene));
                }
                scene.workGoesOn();
                work.settle();
                new JournalAudit(group.postgres()).verify();
                table.forEach(System.out::println);
                System.out.println(
                        "Chaos: " + work.figures() + "\n" + work.api().log().trouble());
            } catch (AssertionError | RuntimeException failure) {
                throw work.explained("Chaos with seed " + seed, failure);
            }
        }
    }

    private static Set<Need> needs(List<Fault> faults) {
        return faults.stream().flatMap(fault -> fault.needs().stream()).collect(Collectors.toSet());
    }

    private static String happen(Fault fault, int rounds, Scene scene) {
        Work work = scene.work();
        List<Long> before = work.api().log().counts();
        long repeated = work.agent().repeated();
        List<Duration> recoveries = new ArrayList<>();
        List<Duration> settled = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            recoveries.add(fault.happen(scene));
            settled.add(work.awaitAftermath());
            new JournalAudit(scene.group().postgres()).verify();
            scene.workGoesOn();
        }
        Collections.sort(recoveries);
        List<Long> after = work.api().log().counts();
        long operations = 0;
        StringBuilder outcomes = new StringBuilder();
        for (int outcome = 0; outcome < after.size(); outcome++) {
            long count = after.get(outcome) - before.get(outcome);
            operations += count;
            outcomes.append(" | ").append(count);
        }
        return "| %s | %d | %d%s | %d | %.1f / %.1f s | %.1f s |"
                .formatted(
                        fault.name(),
                        rounds,
                        operations,
                        outcomes,
                        work.agent().repeated() - repeated,
                        recoveries.get((recoveries.size() - 1) / 2).toMillis() / 1e3,
                        recoveries.get(recoveries.size() - 1).toMillis() / 1e3,
                        Collections.max(settled).toMillis() / 1e3);
    }
}
