package dev.baton.persistence.sql;

import java.util.List;

/** Bulk operations: what each is, and what has happened to it. */
final class SchemaVersion7 {

    private static final String OPERATION = """
            CREATE TABLE bulk_operation(
              tenant {text} NOT NULL,
              id {text} NOT NULL,
              last_event BIGINT NOT NULL,
              asked_at BIGINT NOT NULL,
              wake_at BIGINT,
              manifest {text} NOT NULL,
              state {text} NOT NULL,
              PRIMARY KEY (tenant, id))
            """;

    private static final String CHANGE = """
            CREATE TABLE bulk_change(
              tenant {text} NOT NULL,
              id {text} NOT NULL,
              first_event BIGINT NOT NULL,
              at BIGINT NOT NULL,
              manifest {text} NOT NULL,
              body {text} NOT NULL,
              PRIMARY KEY (tenant, id, first_event)) {clustered}
            """;

    static final List<String> STATEMENTS = List.of(
            OPERATION,
            "CREATE INDEX bulk_operation_by_time ON bulk_operation(tenant, asked_at, id)",
            "CREATE INDEX bulk_operation_by_wake ON bulk_operation(wake_at) WHERE wake_at IS NOT NULL",
            CHANGE);

    private SchemaVersion7() {}
}
