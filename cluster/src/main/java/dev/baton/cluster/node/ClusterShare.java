package dev.baton.cluster.node;

import dev.baton.actors.connector.LimitShare;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;

/**
 * The same part of every limit for each member of the cluster, as this node sees it: nobody is asked, so it costs a call
 * nothing. A node that was lost keeps its part until the others have removed it, for it may be calling still.
 */
final class ClusterShare implements LimitShare {

    private final Cluster cluster;

    ClusterShare(ActorSystem<?> system) {
        this.cluster = Cluster.get(system);
    }

    @Override
    public Place place() {
        Address self = cluster.selfAddress();
        int number = 0;
        int nodes = 0;
        for (Member member : cluster.state().getMembers()) {
            nodes++;
            if (member.address().toString().compareTo(self.toString()) < 0) {
                number++;
            }
        }
        return nodes <= 1 ? Place.ONLY : new Place(number, nodes);
    }
}
