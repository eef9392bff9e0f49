package dev.baton.persistence.sql;

import java.util.List;

/** What models read and said, beside the events of their runs and deleted some time after those have ended. */
final class SchemaVersion10 {

    private static final String CONTENTS = """
            CREATE TABLE contents(
              tenant {text} NOT NULL,
              run_id {text} NOT NULL,
              digest {text} NOT NULL,
              kept INT NOT NULL,
              written_at BIGINT NOT NULL,
              content {bytes} NOT NULL,
              PRIMARY KEY (tenant, run_id, digest))
            """;

    static final List<String> STATEMENTS = List.of(
            CONTENTS,
            "CREATE INDEX contents_by_time ON contents(written_at) WHERE kept = 1",
            "CREATE INDEX contents_brief ON contents(tenant, run_id) WHERE kept = 0");

    private SchemaVersion10() {}
}
