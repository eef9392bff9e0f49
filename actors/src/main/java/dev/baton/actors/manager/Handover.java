package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Runs that have to stop here although something goes on in them: whichever node has them next is to load them. */
final class Handover {

    private Handover() {}

    /**
     * Brings the run back, here or elsewhere. Not if the whole cluster ends: nobody would take what is said, and the node
     * would wait until somebody does; whoever starts next looks for runs that go on.
     */
    static void bringBack(ActorSystem<?> system, RunKey run) {
        if (hasHeir(system)) {
            ClusterSharding.get(system)
                    .entityRefFor(RunManager.TYPE, run.entityId())
                    .tell(new RunMessage.Wake(null, system.ignoreRef()));
        }
    }

    private static boolean hasHeir(ActorSystem<?> system) {
        if (CoordinatedShutdown.get(system).getShutdownReason().isEmpty()) {
            return true;
        }
        Cluster cluster = Cluster.get(system);
        for (Member member : cluster.state().getMembers()) {
            if (member.status().equals(MemberStatus.up())
                    && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
                return true;
            }
        }
        return false;
    }
}
