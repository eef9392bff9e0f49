package dev.baton.persistence.sql;

import java.util.List;

/** Several regions on one store: which there are, where each cell is at home, and where it is about to go. */
final class SchemaVersion6 {

    private static final String REGION = """
            CREATE TABLE region(
              name {text} NOT NULL PRIMARY KEY,
              url {text} NOT NULL,
              labels {text} NOT NULL,
              away INT NOT NULL,
              lease_until BIGINT NOT NULL,
              joined_at BIGINT NOT NULL) {clustered}
            """;

    static final List<String> STATEMENTS = List.of(
            REGION,
            "ALTER TABLE cell_home ADD COLUMN home {text} NOT NULL DEFAULT ''",
            "ALTER TABLE cell_home ADD COLUMN moving_to {text}");

    private SchemaVersion6() {}
}
