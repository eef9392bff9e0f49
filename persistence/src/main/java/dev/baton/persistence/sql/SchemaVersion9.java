package dev.baton.persistence.sql;

import java.util.List;

/**
 * Runs take turns in the queues: a task knows its turn, which is found from those of its own run and the first that is
 * ready, so each has an index.
 */
final class SchemaVersion9 {

    static final List<String> STATEMENTS = List.of(
            "ALTER TABLE task ADD COLUMN turn BIGINT NOT NULL DEFAULT 0",
            "DROP INDEX task_ready",
            "CREATE INDEX task_ready ON task(tenant, queue, priority DESC, turn, enqueued_at, id)",
            "CREATE INDEX task_by_run ON task(tenant, queue, run_id, turn)");

    private SchemaVersion9() {}
}
