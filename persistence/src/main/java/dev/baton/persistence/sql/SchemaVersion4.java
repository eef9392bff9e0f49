package dev.baton.persistence.sql;

import java.util.List;

/** Schedules: what each is, and what has happened to it. */
final class SchemaVersion4 {

    private static final String SCHEDULE = """
            CREATE TABLE schedule(
              tenant {text} NOT NULL,
              name {text} NOT NULL,
              last_event BIGINT NOT NULL,
              deleted INT NOT NULL,
              wake_at BIGINT,
              manifest {text} NOT NULL,
              state {text} NOT NULL,
              PRIMARY KEY (tenant, name))
            """;

    private static final String CHANGE = """
            CREATE TABLE schedule_change(
              tenant {text} NOT NULL,
              name {text} NOT NULL,
              first_event BIGINT NOT NULL,
              at BIGINT NOT NULL,
              manifest {text} NOT NULL,
              body {text} NOT NULL,
              PRIMARY KEY (tenant, name, first_event)) {clustered}
            """;

    static final List<String> STATEMENTS =
            List.of(SCHEDULE, "CREATE INDEX schedule_by_wake ON schedule(wake_at) WHERE wake_at IS NOT NULL", CHANGE);

    private SchemaVersion4() {}
}
