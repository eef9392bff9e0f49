package dev.baton.cluster.node;

/** Which Baton this is. */
public final class Version {

    public static final String CURRENT = "0.1.0";

    private Version() {}
}
