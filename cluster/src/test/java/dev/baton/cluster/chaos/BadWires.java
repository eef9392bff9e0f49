package dev.baton.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** The wires between nodes are bad, but not so bad that anybody may be given up for it. */
record BadWires(String name, Consumer<Wires> trouble) implements Fault {

    private static final int TIMES = 5;

    /** Each way; nodes are given up after two seconds of silence. */
    private static final int DELAY_MS_MAX = 300;

    static BadWires slow() {
        return new BadWires("slow wires, 0 to 300 ms", wires -> wires.slow(DELAY_MS_MAX));
    }

    static BadWires reset() {
        return new BadWires("connections between nodes reset", Wires::reset);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.WIRES);
    }

    @Override
    public Duration happen(Scene scene) {
        Wires wires = scene.group().wires();
        int startedOver = scene.group().startedOver();
        Duration recovery = scene.untilRunsGoOn(() -> {
            for (int time = 0; time < TIMES; time++) {
                trouble.accept(wires);
                scene.workGoesOn();
            }
        });
        wires.heal();
        scene.group().awaitReady();
        scene.group().awaitWhole();
        assertThat(scene.group().startedOver()).as("nodes that were given up").isEqualTo(startedOver);
        return recovery;
    }
}
