package dev.baton.cluster.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes are killed, stopped and restarted under load; nothing that was promised is lost. */
final class ChaosIT {

    private static final int ROUNDS = Integer.getInteger("baton.chaos.rounds", 3);

    /** Of the short pass: runs under way at the same time; with fewer than 8 late signals would be waited for in vain. */
    private static final int FEW = 10;

    /** Part of the names of the faults to play. */
    private static final String WANTED = System.getProperty("baton.chaos.fault", "");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aKilledNodeAndOneThatIsRestartedLoseNothing() throws IOException {
        new Chaos(folder, FEW).survive(List.of(KilledNodes.any(), new RollingRestart(1)), 1);
    }

    static List<Fault> faults() {
        return all().stream().filter(fault -> fault.name().contains(WANTED)).toList();
    }

    private static List<Fault> all() {
        return List.of(
                KilledNodes.any(),
                KilledNodes.oldest(),
                KilledNodes.twoAtOnce(),
                KilledNodes.all(),
                new StoppedNode(),
                Partition.symmetric(),
                Partition.oneWay(),
                Partition.bridge(),
                new Flapping(),
                StoreOutage.killed(),
                StoreOutage.stopped(),
                StoreOutage.hung(),
                StoreOutage.diskFull(),
                StoreOutage.connectionsTaken(),
                new LostAnswers(),
                new StoreFailover(),
                BadWires.slow(),
                BadWires.reset(),
                new ClockJump(),
                LostRegion.killed(),
                LostRegion.cutOff(),
                new RollingRestart(Chaos.NODES),
                new MixedVersions());
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("faults")
    void nothingIsLost(Fault fault) throws IOException {
        new Chaos(folder, Chaos.OPEN_MAX).survive(fault, ROUNDS);
    }
}
