package dev.baton.persistence.sql;

import java.util.List;

/** The feed of events of all runs, and the webhooks that it is delivered to. */
final class SchemaVersion8 {

    private static final String FEED = """
            CREATE TABLE feed(
              turn BIGINT NOT NULL,
              place INT NOT NULL,
              tenant {text} NOT NULL,
              run_id {text} NOT NULL,
              seq_nr BIGINT NOT NULL,
              at BIGINT NOT NULL,
              PRIMARY KEY (turn, place)) {clustered}
            """;

    private static final String WEBHOOK = """
            CREATE TABLE webhook(
              tenant {text} NOT NULL,
              name {text} NOT NULL,
              version INT NOT NULL,
              status {text} NOT NULL,
              reason {text},
              changed_at BIGINT NOT NULL,
              changed_by {text} NOT NULL,
              owner {text} NOT NULL,
              epoch BIGINT NOT NULL,
              turn BIGINT NOT NULL,
              place INT NOT NULL,
              event BIGINT NOT NULL,
              replay_turn BIGINT,
              replay_place INT,
              replay_event BIGINT,
              replay_until_turn BIGINT,
              replay_until_place INT,
              replay_since BIGINT,
              failing_since BIGINT,
              delivered_at BIGINT,
              PRIMARY KEY (tenant, name)) {clustered}
            """;

    private static final String DELIVERY = """
            CREATE TABLE webhook_delivery(
              tenant {text} NOT NULL,
              webhook {text} NOT NULL,
              id {text} NOT NULL,
              run_id {text} NOT NULL,
              event BIGINT NOT NULL,
              type {text} NOT NULL,
              at BIGINT NOT NULL,
              status {text} NOT NULL,
              next_at BIGINT,
              attempts INT NOT NULL,
              tries {text} NOT NULL,
              changed_at BIGINT NOT NULL,
              PRIMARY KEY (tenant, webhook, id)) {clustered}
            """;

    static final List<String> STATEMENTS = List.of(
            "ALTER TABLE cell_home ADD COLUMN feeds INT NOT NULL DEFAULT 0",
            FEED,
            WEBHOOK,
            DELIVERY,
            "CREATE INDEX webhook_delivery_by_time ON webhook_delivery(tenant, webhook, at, id)",
            "CREATE INDEX webhook_delivery_due ON webhook_delivery(tenant, webhook, next_at) WHERE next_at IS NOT NULL",
            "CREATE INDEX webhook_delivery_over ON webhook_delivery(changed_at) WHERE next_at IS NULL");

    private SchemaVersion8() {}
}
