package dev.baton.actors.run;

/**
 * Where a child run comes from.
 *
 * @param parent id of the run that started it
 * @param step path of the step instance that did
 * @param root id of the run at the top of the tree
 * @param depth how many runs are above it
 */
public record Lineage(String parent, String step, String root, int depth) {

    /** Runs above a run, at most: a workflow that starts itself comes to an end. */
    public static final int DEPTH_MAX = 20;
}
