package dev.baton.actors.bulk;

import dev.baton.actors.port.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a bulk operation. */
public sealed interface BulkCommand {

    record Ask(BulkRequest request, String digest) implements BulkCommand {}

    /**
     * Notes what became of the runs that were taken, and takes the next.
     *
     * @param results of all that were taken; empty before the first were
     * @param next that match, in order; empty if no more do
     * @param after where the list goes on after those; null if it does not
     */
    record Advance(
            List<RunResult> results,
            List<String> next,
            @Nullable Cursor after) implements BulkCommand {
        public Advance {
            results = List.copyOf(results);
            next = List.copyOf(next);
        }
    }

    record Stop(@Nullable String reason) implements BulkCommand {}
}
