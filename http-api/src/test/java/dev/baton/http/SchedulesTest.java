package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people and programs ask of schedules. That they fire is tested where there is a clock. */
class SchedulesTest {

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String schedule(String name, String cron) {
        return """
                apiVersion: baton/v1
                kind: Schedule
                metadata: {name: %s}
                spec: {workflow: echo, cron: "%s", timeZone: Europe/Berlin}
                """.formatted(name, cron);
    }

    private static Client.Answer put(String name, String cron) {
        return client.put(
                "/v1/schedules/" + name, "application/yaml", schedule(name, cron), "Baton-Principal", "person:dana");
    }

    private static int events(String name) {
        return client.get("/v1/schedules/" + name + "/events")
                .json()
                .get("events")
                .size();
    }

    @Test
    void a_schedule_is_applied_once_changed_and_deleted() {
        assertThat(put("kept", "0 2 * * *").status()).isEqualTo(201);
        Client.Answer same = put("kept", "0 2 * * *");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.text("/changed")).isEqualTo("false");
        assertThat(put("kept", "30 2 * * *").text("/changed")).isEqualTo("true");

        Client.Answer shown = client.get("/v1/schedules/kept");
        assertThat(shown.text("/nextAt")).isEqualTo(shown.text("/nextTimes/0")).contains(":30:00Z");
        assertThat(shown.json().get("nextTimes")).hasSize(5);
        assertThat(shown.text("/appliedBy")).isEqualTo("dana");

        assertThat(client.send("DELETE", "/v1/schedules/kept", null, null).status())
                .isEqualTo(200);
        assertThat(client.get("/v1/schedules/kept").code()).isEqualTo("schedule-not-found");
        assertThat(client.send("DELETE", "/v1/schedules/kept", null, null).code())
                .isEqualTo("schedule-not-found");
        assertThat(client.get("/v1/schedules/kept/events").text("/events/0/type"))
                .isEqualTo("deleted");
        assertThat(put("kept", "0 2 * * *").status()).as("another one").isEqualTo(201);
    }

    @Test
    void a_definition_with_mistakes_changes_nothing() {
        Client.Answer answer = put("wrong", "0 25 * * *");

        assertThat(answer.code()).isEqualTo("invalid-definition");
        assertThat(answer.text("/detail")).contains("Line 4", "hour");
        assertThat(client.get("/v1/schedules/wrong").status()).isEqualTo(404);
        assertThat(client.put("/v1/schedules/other", "application/yaml", schedule("wrong", "0 2 * * *"))
                        .text("/problems/0/code"))
                .isEqualTo("name-mismatch");
    }

    @Test
    void all_definitions_of_a_text_are_applied_together() {
        Client.Answer answer =
                client.send("POST", "/v1/definitions:apply", "application/yaml", schedule("together", "0 1 * * *"));

        assertThat(answer.text("/items/0/kind")).isEqualTo("Schedule");
        assertThat(client.get("/v1/schedules/together").text("/source")).isEqualTo(schedule("together", "0 1 * * *"));
    }

    @Test
    void a_schedule_is_paused_with_a_note_and_resumed() {
        put("paused", "0 2 * * *");
        for (int i = 0; i < 2; i++) {
            assertThat(client.post(
                                    "/v1/schedules/paused:pause",
                                    "{\"note\":\"holidays\"}",
                                    "Baton-Principal",
                                    "person:eve")
                            .text("/paused/note"))
                    .isEqualTo("holidays");
        }
        assertThat(client.get("/v1/schedules/paused").text("/paused/by")).isEqualTo("eve");
        assertThat(client.get("/v1/schedules/paused").text("/status")).isEqualTo("paused");
        assertThat(client.get("/v1/schedules/paused/events").text("/events/0/by/id"))
                .isEqualTo("eve");
        assertThat(events("paused")).as("the second pause was none").isEqualTo(3);

        assertThat(client.post("/v1/schedules/paused:resume", "").text("/status"))
                .isEqualTo("active");
        assertThat(client.post("/v1/schedules/none:pause", "").code()).isEqualTo("schedule-not-found");
    }

    @Test
    void a_trigger_with_the_same_key_is_one_run() {
        put("triggered", "0 2 * * *");
        String run = client.post("/v1/schedules/triggered:trigger", "{\"input\":{\"a\":1}}", "Idempotency-Key", "k1")
                .text("/run");

        assertThat(client.post("/v1/schedules/triggered:trigger", "{\"input\":{\"a\":1}}", "Idempotency-Key", "k1")
                        .text("/run"))
                .isEqualTo(run);
        assertThat(client.post("/v1/schedules/triggered:trigger", "", "Idempotency-Key", "k2")
                        .text("/run"))
                .isNotEqualTo(run);
        assertThat(client.get("/v1/schedules/triggered").text("/starting")).isEqualTo("2");
    }

    @Test
    void a_backfill_says_first_how_much_it_would_start() {
        put("filled", "0 2 * * *");
        String week = "{\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-05-07T23:59:59Z\"";

        Client.Answer preview = client.post("/v1/schedules/filled:backfill", week + ",\"dryRun\":true}");
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.text("/count")).isEqualTo("7");
        assertThat(preview.text("/first")).isEqualTo("2026-05-01T00:00:00Z");
        assertThat(client.get("/v1/schedules/filled").json().get("backfills")).isEmpty();

        assertThat(client.post("/v1/schedules/filled:backfill", week + "}").status())
                .isEqualTo(202);
        assertThat(client.get("/v1/schedules/filled").text("/backfills/0/count"))
                .isEqualTo("7");
    }

    @Test
    void a_backfill_that_cannot_be_is_refused() {
        put("unfilled", "* * * * *");

        assertThat(client.post("/v1/schedules/unfilled:backfill", "{}").text("/problems/1/pointer"))
                .isEqualTo("/to");
        assertThat(client.post(
                                "/v1/schedules/unfilled:backfill",
                                "{\"from\":\"2026-05-01T00:00:00Z\",\"to\":\"2026-05-02T00:00:00Z\"}")
                        .code())
                .isEqualTo("backfill-too-large");
        assertThat(client.post(
                                "/v1/schedules/unfilled:backfill",
                                "{\"from\":\"2026-05-02T00:00:00Z\",\"to\":\"2026-05-01T00:00:00Z\"}")
                        .code())
                .isEqualTo("invalid-field");
        assertThat(client.post(
                                "/v1/schedules/unfilled:backfill",
                                "{\"from\":\"2026-05-02T00:00:00Z\",\"to\":\"2999-05-01T00:00:00Z\"}")
                        .code())
                .isEqualTo("invalid-field");
    }

    @Test
    void lists_are_paged() {
        put("page-a", "0 2 * * *");
        put("page-b", "0 2 * * *");
        Client.Answer first = client.get("/v1/schedules?limit=1&cursor=page-");
        assertThat(first.text("/schedules/0/name")).isEqualTo("page-a");
        assertThat(client.get("/v1/schedules?limit=1&cursor=" + first.text("/next"))
                        .text("/schedules/0/name"))
                .isEqualTo("page-b");
        Client.Answer events = client.get("/v1/schedules/page-a/events?limit=1");
        assertThat(events.json().get("events")).hasSize(2);
        assertThat(events.json().has("next")).isFalse();
        assertThat(client.get("/v1/schedules?cursor=%2F").code()).isEqualTo("invalid-parameter");
    }
}
