package dev.baton.actors.port;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds runs without waking them. Its rows are written with the runs' events, so it never lags behind. */
public interface RunIndex {

    CompletionStage<Optional<RunIndexRow>> get(RunKey run);

    CompletionStage<Page<RunIndexRow>> list(RunQuery query);

    /**
     * How many runs match, by the code of their status.
     *
     * @param max more than these are not counted
     */
    CompletionStage<Map<String, Long>> count(String tenant, RunFilter filter, int max);

    /**
     * Runs with status {@code running}, for the owner to wake after a restart or the loss of a node.
     *
     * @param after the last run of the batch before; null for the first batch
     * @return in the order of their keys; fewer than {@code limit} means that there are no more
     */
    CompletionStage<List<RunKey>> running(CellSet cells, @Nullable RunKey after, int limit);

    /**
     * Runs of all tenants that have this status.
     *
     * @param status code of any but {@code completed}
     * @param after the last run of the batch before; null for the first batch
     * @return in an order that stays; fewer than {@code limit} means that there are no more
     */
    CompletionStage<List<RunIndexRow>> live(String status, @Nullable RunIndexRow after, int limit);

    /** Those of these runs that there are. @param runs at most {@link #AMONG_MAX} */
    CompletionStage<List<RunIndexRow>> among(String tenant, List<String> runs);

    /**
     * Looks at some runs that have a history, whether they are in the index.
     *
     * @param after the last run of the batch before; null for the first batch
     * @param limit how many are looked at
     */
    CompletionStage<Unlisted> unlisted(@Nullable RunKey after, int limit);

    /**
     * Runs that have a history and are not in the index, which there should be none of.
     *
     * @param last that was looked at; null if there are no more
     */
    record Unlisted(List<RunKey> runs, @Nullable RunKey last) {
        public Unlisted {
            runs = List.copyOf(runs);
        }
    }

    /** Runs that can be looked up at once. */
    int AMONG_MAX = 20;

    /** Runs whose time to wake has come, longest due first. */
    CompletionStage<List<Due>> dueBefore(CellSet cells, Instant time, int limit);

    /** The next time at which a run is due; empty if none is. */
    CompletionStage<Optional<Instant>> nextDue();

    /** How many runs each status has, of all tenants. A scan: not for every request. */
    CompletionStage<Map<String, Long>> countByStatus();

    /** A run that must be woken. */
    record Due(RunKey run, Instant wakeAt) {}
}
