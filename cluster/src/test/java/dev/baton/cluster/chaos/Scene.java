package dev.baton.cluster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.ServerProcess;
import dev.baton.cluster.crash.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Where faults happen: some nodes, and those who work with them. */
record Scene(NodeGroup group, Work work, Random dice) {

    /** Calls of agents between two faults. */
    private static final int CALLS_BETWEEN = 40;

    ServerProcess anyNode() {
        return group.node(dice.nextInt(group.nodes().size()));
    }

    List<ServerProcess> shuffledNodes() {
        List<ServerProcess> nodes = new ArrayList<>(group.nodes());
        Collections.shuffle(nodes, dice);
        return nodes;
    }

    void workGoesOn() {
        work.awaitCalls(CALLS_BETWEEN);
    }

    /**
     * Lets something happen, and waits until each of the runs that were running has gone on, or has come to wait for
     * something.
     */
    Duration untilRunsGoOn(Runnable what) {
        Set<String> running = running();
        long before = work.agent().calls();
        what.run();
        long happened = System.nanoTime();
        Awaiting.until("all runs that were running go on", () -> {
            running.removeIf(run -> work.agent().calls(run).stream().anyMatch(call -> call.number() > before));
            running.retainAll(running());
            return running.isEmpty();
        });
        return Duration.ofNanos(System.nanoTime() - happened);
    }

    private Set<String> running() {
        Set<String> runs = new HashSet<>();
        for (JsonNode run : work.api().read("/v1/runs?limit=200&status=running").path("runs")) {
            runs.add(run.path("id").asText());
        }
        return runs;
    }
}
