package dev.baton.persistence.sql;

import java.util.List;

/** Trees of runs: where a run comes from, and what runs have to tell each other. */
final class SchemaVersion3 {

    /** Rows live as long as the other run has not been heard: the table is mostly empty. */
    private static final String DELIVERY = """
            CREATE TABLE delivery(
              tenant {text} NOT NULL,
              sender {text} NOT NULL,
              receiver {text} NOT NULL,
              kind {text} NOT NULL,
              PRIMARY KEY (tenant, sender, receiver, kind)) {clustered}
            """;

    static final List<String> STATEMENTS = List.of(
            "ALTER TABLE run_index ADD COLUMN parent {text}",
            "ALTER TABLE run_index ADD COLUMN parent_step {text}",
            "ALTER TABLE run_index ADD COLUMN root {text}",
            "ALTER TABLE run_index ADD COLUMN depth INT",
            // Runs that no other has started are in neither index, and pay nothing for them.
            "CREATE INDEX run_by_parent ON run_index(tenant, parent, started_at, run_id) WHERE parent IS NOT NULL",
            "CREATE INDEX run_by_root ON run_index(tenant, root, started_at, run_id) WHERE root IS NOT NULL",
            DELIVERY);

    private SchemaVersion3() {}
}
