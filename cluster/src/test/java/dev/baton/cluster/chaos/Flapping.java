package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A wire between two nodes fails again and again, each time for less than it takes to give a node up. */
record Flapping() implements Fault {

    private static final int TIMES = 5;

    @Override
    public String name() {
        return "flapping wire";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.WIRES);
    }

    @Override
    public Duration happen(Scene scene) {
        List<ServerProcess> nodes = scene.shuffledNodes();
        Wires wires = scene.group().wires();
        Duration recovery = scene.untilRunsGoOn(() -> {
            for (int time = 0; time < TIMES; time++) {
                wires.cutBoth(nodes.get(0), nodes.get(1));
                scene.workGoesOn();
                wires.heal();
                scene.workGoesOn();
            }
        });
        scene.group().awaitReady();
        scene.group().awaitWhole();
        return recovery;
    }
}
