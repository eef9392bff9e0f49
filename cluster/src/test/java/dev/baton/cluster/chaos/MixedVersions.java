package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.ServerProcess;
import dev.baton.cluster.packaged.PackagedBaton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One node after the other is replaced by one of this version, and then, one after the other, by one of the version before
 * again. While there are both, a node is killed: its runs go on with nodes of the other version, too. All the time there is a
 * definition that none of them can read.
 */
record MixedVersions() implements Fault {

    @Override
    public String name() {
        return "mixed versions: rolling upgrade and back";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.OLDER_VERSION);
    }

    @Override
    public Duration happen(Scene scene) {
        List<ServerProcess> nodes = scene.shuffledNodes();
        Path older = scene.group().olderVersion();
        Path newer = PackagedBaton.home();
        OfTomorrow.write(scene.group().postgres());
        replace(nodes.get(0), newer, scene);
        OfTomorrow.isLeftAlone(nodes.get(0));
        Duration recovery = KilledNodes.any().happen(scene);
        nodes.stream().skip(1).forEach(node -> replace(node, newer, scene));
        nodes.forEach(node -> replace(node, older, scene));
        return recovery;
    }

    private static void replace(ServerProcess node, Path version, Scene scene) {
        scene.group().leave(node);
        node.use(version);
        node.start();
        node.awaitReady();
        scene.workGoesOn();
    }
}
