package dev.baton.persistence.sql;

import java.util.List;

/** The first tables. */
final class SchemaVersion1 {

    private static final String JOURNAL = """
            CREATE TABLE journal(
              persistence_id {text} NOT NULL,
              seq_nr BIGINT NOT NULL,
              cell INT NOT NULL,
              first_event BIGINT NOT NULL,
              last_event BIGINT NOT NULL,
              written_at BIGINT NOT NULL,
              writer {text} NOT NULL,
              serializer INT NOT NULL,
              manifest {text} NOT NULL,
              payload {bytes} NOT NULL,
              extra {bytes},
              PRIMARY KEY (persistence_id, seq_nr))
            """;

    private static final String JOURNAL_DELETED = """
            CREATE TABLE journal_deleted(
              persistence_id {text} NOT NULL PRIMARY KEY,
              deleted_to BIGINT NOT NULL)
            """;

    private static final String SNAPSHOT = """
            CREATE TABLE snapshot(
              persistence_id {text} NOT NULL,
              seq_nr BIGINT NOT NULL,
              cell INT NOT NULL,
              written_at BIGINT NOT NULL,
              serializer INT NOT NULL,
              manifest {text} NOT NULL,
              payload {bytes} NOT NULL,
              extra {bytes},
              PRIMARY KEY (persistence_id, seq_nr))
            """;

    private static final String PAYLOAD = """
            CREATE TABLE payload(
              tenant {text} NOT NULL,
              digest {text} NOT NULL,
              size BIGINT NOT NULL,
              written_at BIGINT NOT NULL,
              content {bytes} NOT NULL,
              PRIMARY KEY (tenant, digest))
            """;

    private static final String CELL_HOME = """
            CREATE TABLE cell_home(
              cell INT NOT NULL PRIMARY KEY,
              region {text} NOT NULL,
              owner {text} NOT NULL,
              epoch BIGINT NOT NULL,
              lease_until BIGINT NOT NULL)
            """;

    private static final String RUN_INDEX = """
            CREATE TABLE run_index(
              tenant {text} NOT NULL,
              run_id {text} NOT NULL,
              cell INT NOT NULL,
              environment {text} NOT NULL,
              workflow {text} NOT NULL,
              version INT NOT NULL,
              digest {text} NOT NULL,
              status {text} NOT NULL,
              labels {text} NOT NULL,
              priority INT NOT NULL,
              waits_for {text},
              wake_at BIGINT,
              started_at BIGINT NOT NULL,
              updated_at BIGINT NOT NULL,
              ended_at BIGINT,
              error_kind {text},
              PRIMARY KEY (tenant, run_id))
            """;

    private static final String RUN_LABEL = """
            CREATE TABLE run_label(
              tenant {text} NOT NULL,
              name {text} NOT NULL,
              value {text} NOT NULL,
              started_at BIGINT NOT NULL,
              run_id {text} NOT NULL,
              PRIMARY KEY (tenant, name, value, started_at, run_id)) {clustered}
            """;

    private static final String APPROVAL = """
            CREATE TABLE approval(
              tenant {text} NOT NULL,
              id {text} NOT NULL,
              run_id {text} NOT NULL,
              step {text} NOT NULL,
              kind {text} NOT NULL,
              role {text},
              status {text} NOT NULL,
              requested_at BIGINT NOT NULL,
              expires_at BIGINT,
              decided_at BIGINT,
              decided_by {text},
              details {text} NOT NULL,
              PRIMARY KEY (tenant, id))
            """;

    private static final String INCIDENT = """
            CREATE TABLE incident(
              tenant {text} NOT NULL,
              id {text} NOT NULL,
              run_id {text} NOT NULL,
              step {text} NOT NULL,
              kind {text} NOT NULL,
              message {text} NOT NULL,
              status {text} NOT NULL,
              raised_at BIGINT NOT NULL,
              resolved_at BIGINT,
              PRIMARY KEY (tenant, id))
            """;

    private static final String TASK = """
            CREATE TABLE task(
              tenant {text} NOT NULL,
              id {text} NOT NULL,
              queue {text} NOT NULL,
              run_id {text} NOT NULL,
              step {text} NOT NULL,
              body {text} NOT NULL,
              priority INT NOT NULL,
              enqueued_at BIGINT NOT NULL,
              deadline BIGINT,
              worker {text},
              lease_until BIGINT NOT NULL,
              deliveries INT NOT NULL,
              PRIMARY KEY (tenant, id))
            """;

    private static final String DEFINITION = """
            CREATE TABLE definition(
              kind {text} NOT NULL,
              tenant {text} NOT NULL,
              name {text} NOT NULL,
              version INT NOT NULL,
              digest {text} NOT NULL,
              canonical {text} NOT NULL,
              source {text} NOT NULL,
              created_at BIGINT NOT NULL,
              created_by {text} NOT NULL,
              PRIMARY KEY (kind, tenant, name, version))
            """;

    private static final String SETTING =
            "CREATE TABLE setting(name {text} NOT NULL PRIMARY KEY, value {text} NOT NULL)";

    private static final String PROBE =
            "CREATE TABLE store_probe(id INT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, filler {bytes} NOT NULL)";

    static final List<String> STATEMENTS = List.of(
            JOURNAL,
            JOURNAL_DELETED,
            SNAPSHOT,
            PAYLOAD,
            CELL_HOME,
            RUN_INDEX,
            "CREATE INDEX run_by_time ON run_index(tenant, started_at, run_id)",
            "CREATE INDEX run_by_workflow ON run_index(tenant, workflow, started_at, run_id)",
            // Most runs of a store have completed: the other states are found without them, and ending costs no insert.
            "CREATE INDEX run_by_status ON run_index(status, tenant, started_at, run_id) WHERE status <> 'completed'",
            "CREATE INDEX run_by_wake ON run_index(wake_at) WHERE wake_at IS NOT NULL",
            RUN_LABEL,
            APPROVAL,
            "CREATE INDEX approval_by_time ON approval(tenant, requested_at, id)",
            "CREATE INDEX approval_open ON approval(tenant, requested_at, id) WHERE status = 'open'",
            INCIDENT,
            "CREATE INDEX incident_by_time ON incident(tenant, raised_at, id)",
            "CREATE INDEX incident_open ON incident(tenant, raised_at, id) WHERE status = 'open'",
            TASK,
            "CREATE INDEX task_ready ON task(tenant, queue, priority, enqueued_at, id)",
            DEFINITION,
            "CREATE INDEX definition_by_digest ON definition(kind, tenant, digest)",
            SETTING,
            PROBE);

    private SchemaVersion1() {}
}
