package dev.baton.persistence.table;

import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.run.Delivery;
import dev.baton.persistence.writer.Writes;
import java.sql.SQLException;

/** What goes along with a commit of a run, in the same transaction. */
public final class SideTables {

    private SideTables() {}

    /** @param first whether it is the run's first commit */
    public static void write(Writes writes, String tenant, SideWrites side, boolean first) throws SQLException {
        if (side.index() != null) {
            RunIndexTable.put(writes, side.index());
            if (first) {
                RunLabelTable.insert(writes, side.index());
            }
        }
        for (ApprovalRow approval : side.approvals()) {
            ApprovalTable.put(writes, approval);
        }
        for (IncidentRow incident : side.incidents()) {
            IncidentTable.put(writes, incident);
        }
        for (String task : side.endedTasks()) {
            TaskTable.end(writes, tenant, task);
        }
        for (Delivery delivery : side.begun()) {
            DeliveryTable.begin(writes, tenant, delivery);
        }
        for (Delivery delivery : side.settled()) {
            DeliveryTable.settle(writes, tenant, delivery);
        }
    }
}
