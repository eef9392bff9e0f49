package dev.baton.actors.connector;

/** What a node may do of a limit that holds for all nodes together. */
@FunctionalInterface
public interface LimitShare {

    /** For the only node there is. */
    LimitShare ALL = () -> Place.ONLY;

    /** Of this node among all, as it sees them now. */
    Place place();

    /**
     * @param number of the node among all, from 0
     * @param nodes how many there are
     */
    record Place(int number, int nodes) {

        public static final Place ONLY = new Place(0, 1);

        /**
         * Parts of a limit that together are the whole; which nodes get what is left over differs from agent to agent.
         * With more nodes than the limit allows calls each node has one, since a run that lives here can call from
         * nowhere else.
         *
         * @param limit for all nodes, at least 1
         * @return at least 1
         */
        int part(String agent, int limit) {
            int turned = Math.floorMod(number + agent.hashCode(), nodes);
            int part = limit / nodes + (turned < limit % nodes ? 1 : 0);
            return Math.max(1, part);
        }
    }
}
