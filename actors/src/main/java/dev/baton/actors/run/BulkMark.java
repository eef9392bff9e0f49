package dev.baton.actors.run;

/**
 * What a bulk operation leaves on each run that it changes. It is the cause of the commit, which the run remembers: when
 * the operation tells the run a second time, because a server was killed before the first could be noted, nothing happens,
 * whatever has become of the run meanwhile.
 */
public final class BulkMark {

    private static final String PREFIX = "bulk:";

    private BulkMark() {}

    /** The cause of all that an operation makes happen. */
    public static String cause(String operation) {
        return PREFIX + operation;
    }

    static boolean isOn(Commit commit) {
        return commit.cause().startsWith(PREFIX);
    }

    static boolean reached(RunState state, Commit header) {
        return isOn(header) && state.signalIds().contains(header.cause());
    }

    /** Whether the operation has changed the run. */
    public static boolean isOn(RunState state, String operation) {
        return state.signalIds().contains(cause(operation));
    }
}
