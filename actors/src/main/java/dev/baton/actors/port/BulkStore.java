package dev.baton.actors.port;

import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bulk operations: what each is now, and all that has happened to it. */
public interface BulkStore {

    CompletionStage<Optional<BulkState>> get(BulkKey key);

    /**
     * Writes the events of a change and the state after them, unless another change came first.
     *
     * @return false if another came first: nothing was written
     */
    CompletionStage<Boolean> append(BulkChange change, BulkState next);

    /** Operations that go on and of which somebody must look after, longest due first. */
    CompletionStage<List<BulkKey>> due(Instant now, int limit);

    /** How many of a tenant have not ended, up to {@code max}. */
    CompletionStage<Integer> open(String tenant, int max);

    /** Newest first. */
    CompletionStage<Page<BulkState>> list(String tenant, @Nullable Cursor after, int limit);

    /** What has happened, newest change first, from below the event {@code before} if given. */
    CompletionStage<List<BulkChange>> history(BulkKey key, @Nullable Long before, int limit);
}
