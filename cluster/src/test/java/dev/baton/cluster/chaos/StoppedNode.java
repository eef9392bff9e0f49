package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.ServerProcess;
import java.time.Duration;

/** SIGSTOP beyond what the others wait, then SIGCONT: the node can write nothing any more, and starts over by itself. */
record StoppedNode() implements Fault {

    @Override
    public String name() {
        return "SIGSTOP, later SIGCONT";
    }

    @Override
    public Duration happen(Scene scene) {
        JournalAudit journal = new JournalAudit(scene.group().postgres());
        long before = journal.struckOut();
        ServerProcess node = scene.anyNode();
        int startedOver = node.logged(NodeGroup.STARTS_OVER);
        Duration recovery = scene.untilRunsGoOn(() -> scene.group().suspend(node));
        Awaiting.until("the stopped node is struck out", () -> journal.struckOut() > before);
        scene.workGoesOn();
        scene.group().resume(node);
        Awaiting.until("the woken node starts over", () -> node.logged(NodeGroup.STARTS_OVER) > startedOver);
        scene.group().awaitReady();
        return recovery;
    }
}
