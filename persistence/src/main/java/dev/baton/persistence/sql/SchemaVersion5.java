package dev.baton.persistence.sql;

import java.util.List;

/** Several nodes on one store: who they are, and how the others reach them. */
final class SchemaVersion5 {

    private static final String CLUSTER_MEMBER = """
            CREATE TABLE cluster_member(
              owner {text} NOT NULL PRIMARY KEY,
              region {text} NOT NULL,
              address {text} NOT NULL,
              incarnation BIGINT NOT NULL,
              state {text} NOT NULL,
              joined_at BIGINT NOT NULL,
              seen_at BIGINT NOT NULL) {clustered}
            """;

    static final List<String> STATEMENTS = List.of(CLUSTER_MEMBER);

    private SchemaVersion5() {}
}
