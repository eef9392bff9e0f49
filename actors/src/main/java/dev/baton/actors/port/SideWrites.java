package dev.baton.actors.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that must never disagree with the journal.
 *
 * @param index the row of the run index; null if nothing that it shows has changed
 * @param endedTasks ids of queue tasks that are over
 */
public record SideWrites(
        @Nullable RunIndexRow index,
        List<ApprovalRow> approvals,
        List<IncidentRow> incidents,
        List<String> endedTasks) {

    public SideWrites {
        approvals = List.copyOf(approvals);
        incidents = List.copyOf(incidents);
        endedTasks = List.copyOf(endedTasks);
    }
}
