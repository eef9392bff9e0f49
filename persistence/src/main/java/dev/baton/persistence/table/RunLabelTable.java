package dev.baton.persistence.table;

import dev.baton.actors.port.RunIndexRow;
import dev.baton.persistence.sql.Micros;
import dev.baton.persistence.writer.Writes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** Finds runs by label. A run has the labels it was started with. */
final class RunLabelTable {

    private static final String INSERT =
            "INSERT INTO run_label(tenant, name, value, started_at, run_id) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";

    private RunLabelTable() {}

    static void insert(Writes writes, RunIndexRow run) throws SQLException {
        for (Map.Entry<String, String> label : run.labels().entrySet()) {
            PreparedStatement statement = writes.statement(INSERT);
            statement.setString(1, run.tenant());
            statement.setString(2, label.getKey());
            statement.setString(3, label.getValue());
            statement.setLong(4, Micros.of(run.startedAt()));
            statement.setString(5, run.runId());
            writes.add(statement);
        }
    }
}
