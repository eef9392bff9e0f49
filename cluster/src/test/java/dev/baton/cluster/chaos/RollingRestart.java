package dev.baton.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.crash.ServerProcess;
import java.time.Duration;

/**
 * SIGTERM to one node after the other: each hands over what it has before it ends.
 *
 * @param count of nodes
 */
record RollingRestart(int count) implements Fault {

    /** What a node logs when it gives another up for lost. */
    private static final String REMOVES = "SBR took decision";

    @Override
    public String name() {
        return "rolling restart";
    }

    @Override
    public Duration happen(Scene scene) {
        for (ServerProcess node : scene.group().nodes().subList(0, count)) {
            int removals = scene.group().logged(REMOVES);
            scene.group().leave(node);
            assertThat(scene.group().logged(REMOVES))
                    .as("decisions of the others to remove a node that leaves in order")
                    .isEqualTo(removals);
            node.start();
            node.awaitReady();
            scene.workGoesOn();
        }
        return Duration.ZERO;
    }
}
