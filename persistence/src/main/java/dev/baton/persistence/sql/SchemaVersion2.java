package dev.baton.persistence.sql;

import java.util.List;

/**
 * The index of the queues in the order in which tasks go out. Before, a lease had to sort all tasks of its queue, and
 * read their bodies, to find the first.
 */
final class SchemaVersion2 {

    static final List<String> STATEMENTS = List.of(
            "DROP INDEX task_ready", "CREATE INDEX task_ready ON task(tenant, queue, priority DESC, enqueued_at, id)");

    private SchemaVersion2() {}
}
