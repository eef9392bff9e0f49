package dev.baton.actors.bulk;

import dev.baton.actors.port.RunFilter;

/**
 * What was asked for.
 *
 * @param filter of which the runs were counted: none that started after that
 * @param count of the runs that matched then; no more are told
 * @param runsPerSecond that are told at most
 */
public record BulkRequest(BulkVerb verb, RunFilter filter, int count, int runsPerSecond) {

    /** Runs of one operation. */
    public static final int RUNS_MAX = 1_000_000;

    public static final int RUNS_PER_SECOND_USUAL = 100;
    public static final int RUNS_PER_SECOND_MAX = 10_000;
}
