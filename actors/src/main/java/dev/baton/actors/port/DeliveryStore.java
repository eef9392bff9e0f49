package dev.baton.actors.port;

import dev.baton.actors.run.Delivery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What runs have to tell each other and have not been heard with. Written and struck out with the events of the runs
 * ({@link SideWrites#begun()}, {@link SideWrites#settled()}); read after a crash.
 */
public interface DeliveryStore {

    /** Deliveries in one answer, at most. */
    int BATCH_MAX = 500;

    /** What this run has to tell, the first {@link #BATCH_MAX}. */
    CompletionStage<List<Delivery>> of(RunKey sender);

    /**
     * Runs that have something to tell, for the owner to wake after a restart or the loss of a node.
     *
     * @param after the last run of the batch before; null for the first batch
     * @return in the order of their keys; fewer than {@code limit} means that there are no more
     */
    CompletionStage<List<RunKey>> senders(@Nullable RunKey after, int limit);

    /** Strikes out what has been heard without an event that says so. */
    CompletionStage<Void> settle(String tenant, List<Delivery> heard);
}
