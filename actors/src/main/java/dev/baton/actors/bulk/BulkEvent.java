package dev.baton.actors.bulk;

import dev.baton.actors.port.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to a bulk operation; stored under names of its own, each with a version. */
public sealed interface BulkEvent {

    /** @param digest of the request: the same one again returns the same operation, another is refused */
    record Asked(BulkRequest request, String digest) implements BulkEvent {}

    /**
     * The next runs are to be told.
     *
     * @param after where the list of runs goes on after them; null if they are the last
     */
    record Taken(List<String> runs, @Nullable Cursor after) implements BulkEvent {
        public Taken {
            runs = List.copyOf(runs);
        }
    }

    /** What became of those that were taken. */
    record Told(List<RunResult> results) implements BulkEvent {
        public Told {
            results = List.copyOf(results);
        }
    }

    /** No more runs are taken; what has been done stays. */
    record Stopped(@Nullable String reason) implements BulkEvent {}

    /** @param more whether more runs match by now than were counted: they were left alone */
    record Completed(boolean more) implements BulkEvent {}
}
