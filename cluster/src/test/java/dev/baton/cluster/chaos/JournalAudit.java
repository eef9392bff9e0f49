package dev.baton.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.crash.RealPostgres;

/** What must hold of the journal however many nodes have written it. */
record JournalAudit(RealPostgres postgres) {

    private static final String GAPS = """
            SELECT count(*) FROM (SELECT persistence_id FROM journal GROUP BY persistence_id
              HAVING min(seq_nr) <> 1 OR max(seq_nr) <> count(*)) AS broken
            """;
    private static final String EVENT_GAPS = """
            SELECT count(*) FROM (SELECT first_event,
                lag(last_event, 1, 0) OVER (PARTITION BY persistence_id ORDER BY seq_nr) AS before FROM journal) AS rows
              WHERE first_event <> before + 1
            """;
    /** A writer is one life of a run on one node: once another has written, it must never write again. */
    private static final String RETURNS = """
            SELECT count(*) FROM (SELECT persistence_id, count(DISTINCT writer) AS writers,
                count(*) FILTER (WHERE writer <> before) AS changes
              FROM (SELECT persistence_id, writer,
                  lag(writer, 1, writer) OVER (PARTITION BY persistence_id ORDER BY seq_nr) AS before FROM journal) AS rows
              GROUP BY persistence_id) AS runs
              WHERE changes <> writers - 1
            """;

    void verify() {
        assertThat(postgres.query("SELECT count(*) FROM journal")).isNotEqualTo("0");
        assertThat(postgres.query(GAPS)).as("runs whose commits have gaps").isEqualTo("0");
        assertThat(postgres.query(EVENT_GAPS))
                .as("commits whose events have gaps")
                .isEqualTo("0");
        assertThat(postgres.query(RETURNS))
                .as("runs that a replaced writer went on to write")
                .isEqualTo("0");
    }

    /** Nodes that are struck out at this moment. */
    long struckOut() {
        return Long.parseLong(postgres.query("SELECT count(*) FROM cluster_member WHERE state = 'removed'"));
    }
}
