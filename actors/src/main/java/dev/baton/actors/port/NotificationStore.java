package dev.baton.actors.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who outside is to be told how single runs get on, until it has been told of the end. */
public interface NotificationStore {

    /**
     * One who is to be told.
     *
     * @param id among those of the run: letters, digits and {@code . _ -}
     * @param value JSON: where, how, and what it was told last
     */
    record Listener(RunKey run, String id, String value) {}

    /** Adds a listener, or replaces the one of this id. */
    CompletionStage<Void> put(Listener listener);

    /** Replaces what is known of a listener; false if it is not there any more. */
    CompletionStage<Boolean> replace(Listener listener);

    CompletionStage<Optional<Listener>> get(RunKey run, String id);

    /** At most {@code limit} of those of a run, in the order of their ids. */
    CompletionStage<List<Listener>> of(RunKey run, int limit);

    /**
     * Those of all runs, in a fixed order.
     *
     * @param after the last of the batch before; null for the first batch
     */
    CompletionStage<List<Listener>> all(@Nullable Listener after, int limit);

    /** Nothing happens if it is not there. */
    CompletionStage<Void> remove(RunKey run, String id);
}
