package dev.baton.actors.connector;

/** What a node may do of a limit that holds for all nodes together. */
@FunctionalInterface
public interface LimitShare {

    /** For the only node there is. */
    LimitShare ALL = (agent, limit) -> limit;

    /**
     * @param limit for all nodes, at least 1
     * @return at least 1, since a run that lives here can call from nowhere else
     */
    int of(String agent, int limit);

    /**
     * Parts of a limit that together are the whole; which nodes get what is left over differs from agent to agent. With
     * more nodes than the limit allows calls each node has one.
     *
     * @param place of the node among all, from 0
     */
    static int of(String agent, int limit, int place, int nodes) {
        int turned = Math.floorMod(place + agent.hashCode(), nodes);
        int part = limit / nodes + (turned < limit % nodes ? 1 : 0);
        return Math.max(1, part);
    }
}
