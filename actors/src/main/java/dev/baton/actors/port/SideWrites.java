package dev.baton.actors.port;

import dev.baton.actors.run.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that must never disagree with the journal.
 *
 * @param index the row of the run index; null if nothing that it shows has changed
 * @param endedTasks ids of queue tasks that are over
 * @param begun what this run has to tell others from now on
 * @param settled what others have told this run, and need not repeat
 */
public record SideWrites(
        @Nullable RunIndexRow index,
        List<ApprovalRow> approvals,
        List<IncidentRow> incidents,
        List<String> endedTasks,
        List<Delivery> begun,
        List<Delivery> settled) {

    public SideWrites {
        approvals = List.copyOf(approvals);
        incidents = List.copyOf(incidents);
        endedTasks = List.copyOf(endedTasks);
        begun = List.copyOf(begun);
        settled = List.copyOf(settled);
    }

    /** Of a run that has nothing to do with others. */
    public SideWrites(
            @Nullable RunIndexRow index,
            List<ApprovalRow> approvals,
            List<IncidentRow> incidents,
            List<String> endedTasks) {
        this(index, approvals, incidents, endedTasks, List.of(), List.of());
    }
}
