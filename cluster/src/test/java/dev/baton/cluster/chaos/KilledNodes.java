package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** SIGKILL: what the nodes had under way goes on with the others, and they come back as new members. */
record KilledNodes(String name, Function<Scene, List<ServerProcess>> which) implements Fault {

    static KilledNodes any() {
        return new KilledNodes("kill -9 of a node", scene -> List.of(scene.anyNode()));
    }

    /** The one with the coordinator of the shards. */
    static KilledNodes oldest() {
        return new KilledNodes(
                "kill -9 of the oldest", scene -> List.of(scene.group().oldest()));
    }

    /** The one that is left is no majority: it starts over, and founds a cluster with those that come back. */
    static KilledNodes twoAtOnce() {
        return new KilledNodes("kill -9 of two of three", scene -> {
            ServerProcess spared = scene.anyNode();
            return scene.group().nodes().stream().filter(node -> node != spared).toList();
        });
    }

    static KilledNodes all() {
        return new KilledNodes("kill -9 of all", scene -> scene.group().nodes());
    }

    @Override
    public Duration happen(Scene scene) {
        List<ServerProcess> nodes = which.apply(scene);
        boolean majorityLives = nodes.size() * 2 < scene.group().nodes().size();
        Duration recovery = scene.untilRunsGoOn(() -> {
            nodes.forEach(ServerProcess::kill);
            if (!majorityLives) {
                nodes.forEach(ServerProcess::start);
            }
        });
        scene.workGoesOn();
        if (majorityLives) {
            nodes.forEach(ServerProcess::start);
        }
        scene.group().awaitReady();
        return recovery;
    }
}
