package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import java.time.Duration;
import java.util.Set;

/** The database writes, and the connections end before it can say so: nobody knows whether what they wrote is there. */
record LostAnswers() implements Fault {

    private static final int TIMES = 5;

    @Override
    public String name() {
        return "writes commit, their answers are lost";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.STORE_WIRE);
    }

    @Override
    public Duration happen(Scene scene) {
        StoreWire wire = scene.group().storeWire();
        Duration recovery = scene.untilRunsGoOn(() -> {
            for (int time = 0; time < TIMES; time++) {
                wire.holdCommits();
                Awaiting.until("something is written", () -> wire.heldCommits() > 0);
                wire.reset();
                scene.workGoesOn();
            }
        });
        scene.group().awaitReady();
        return recovery;
    }
}
