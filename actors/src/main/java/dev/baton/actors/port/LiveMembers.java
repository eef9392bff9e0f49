package dev.baton.actors.port;

/** The nodes that this node believes to be members of its cluster; any thread may ask. */
@FunctionalInterface
public interface LiveMembers {

    /** @param address host and port; @param incarnation tells a node from one that had the address before */
    boolean contains(String address, long incarnation);
}
