package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people and programs ask of bulk operations. That they reach the runs is tested where there is a clock. */
class BulkOperationsTest {

    private static final String OPERATIONS = "/v1/bulk-operations";

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        for (int n = 0; n < 12; n++) {
            client.post("/v1/runs", """
                    {"workflow":"waiting","id":"w%d","labels":{"team":"%s"}}""".formatted(n, n < 10 ? "ops" : "legal"));
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Client.Answer preview(String request) {
        return client.post(OPERATIONS, request + ",\"dryRun\":true}");
    }

    private static String confirmed(String request) {
        return request + ",\"confirm\":\"" + preview(request).text("/confirm") + "\"}";
    }

    @Test
    void a_preview_counts_shows_and_changes_nothing() {
        Client.Answer preview =
                preview("{\"verb\":\"cancel\",\"filter\":{\"labels\":{\"team\":\"ops\"}},\"reason\":\"x\"");

        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.text("/count")).isEqualTo("10");
        assertThat(preview.text("/byStatus/waiting")).isEqualTo("10");
        assertThat(preview.json().get("sample")).hasSize(10);
        assertThat(preview.text("/filter/status/0")).as("what can be cancelled").isEqualTo("paused");
        assertThat(preview.text("/confirm")).startsWith("10.");
        assertThat(client.get("/v1/runs/w0").text("/status")).isEqualTo("waiting");
        assertThat(preview("{\"verb\":\"retry\",\"filter\":{\"labels\":{\"team\":\"ops\"}}")
                        .text("/count"))
                .as("none has failed")
                .isEqualTo("0");
    }

    @Test
    void an_operation_begins_with_the_confirmation_of_its_preview_alone() {
        String request = "{\"verb\":\"pause\",\"filter\":{\"labels\":{\"team\":\"legal\"}}";
        String other = "{\"verb\":\"pause\",\"filter\":{\"workflow\":\"waiting\"}";

        assertThat(client.post(OPERATIONS, request + "}").code()).isEqualTo("bulk-not-confirmed");
        String ofOther = other + ",\"confirm\":\"" + preview(request).text("/confirm") + "\"}";
        assertThat(client.post(OPERATIONS, ofOther).code()).isEqualTo("bulk-not-confirmed");
        String old = request + ",\"confirm\":\""
                + preview(request).text("/confirm").replaceFirst("\\.[0-9a-z]+\\.", ".abc.") + "\"}";
        assertThat(client.post(OPERATIONS, old).text("/detail")).contains("15 minutes");
        String fewer =
                request + ",\"confirm\":\"" + preview(request).text("/confirm").replaceFirst("^2", "1") + "\"}";
        assertThat(client.post(OPERATIONS, fewer).code()).isEqualTo("bulk-grew");

        Client.Answer begun = client.post(OPERATIONS, confirmed(request), "Baton-Principal", "person:dana");
        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.text("/count")).isEqualTo("2");
        assertThat(begun.text("/askedBy/id")).isEqualTo("dana");
        Client.Answer shown = client.get(OPERATIONS + "/" + begun.text("/id"));
        assertThat(shown.json()).isEqualTo(begun.json());
        assertThat(client.get(OPERATIONS + "/none").code()).isEqualTo("bulk-operation-not-found");
    }

    @Test
    void the_same_request_with_the_same_key_is_one_operation() {
        String request = "{\"verb\":\"resume\",\"filter\":{\"workflow\":\"waiting\"}";
        String first = client.post(OPERATIONS, confirmed(request), "Idempotency-Key", "k1")
                .text("/id");

        Client.Answer again = client.post(OPERATIONS, request + "}", "Idempotency-Key", "k1");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text("/id")).isEqualTo(first);
        assertThat(client.post(
                                OPERATIONS,
                                "{\"verb\":\"cancel\",\"filter\":{\"workflow\":\"waiting\"}}",
                                "Idempotency-Key",
                                "k1")
                        .code())
                .isEqualTo("bulk-exists-with-another-request");
    }

    @Test
    void an_operation_is_stopped_once_with_a_reason_and_keeps_its_history() {
        String id = client.post(OPERATIONS, confirmed("{\"verb\":\"terminate\",\"filter\":{\"workflow\":\"waiting\"}"))
                .text("/id");
        for (int i = 0; i < 2; i++) {
            Client.Answer stopped = client.post(
                    OPERATIONS + "/" + id + ":stop", "{\"reason\":\"wrong filter\"}", "Baton-Principal", "person:eve");
            assertThat(stopped.text("/status")).isEqualTo("stopped");
            assertThat(stopped.text("/stopped/by/id")).isEqualTo("eve");
        }
        JsonNode events = client.get(OPERATIONS + "/" + id + "/events").json().get("events");
        assertThat(events.findValuesAsText("type")).containsExactly("completed", "stopped", "asked");
        assertThat(client.post(OPERATIONS + "/none:stop", "").code()).isEqualTo("bulk-operation-not-found");
        assertThat(client.get(OPERATIONS + "/none/events").code()).isEqualTo("bulk-operation-not-found");
    }

    @Test
    void what_is_wrong_with_a_request_is_said_with_its_place() {
        assertThat(pointer("{}")).isEqualTo("/verb");
        assertThat(pointer("{\"verb\":\"hug\",\"filter\":{\"workflow\":\"waiting\"}}"))
                .isEqualTo("/verb");
        assertThat(pointer("{\"verb\":\"cancel\"}")).isEqualTo("/filter");
        assertThat(pointer("{\"verb\":\"cancel\",\"filter\":{}}")).isEqualTo("/filter");
        assertThat(pointer("{\"verb\":\"cancel\",\"filter\":{\"status\":[\"asleep\"]}}"))
                .isEqualTo("/filter/status");
        assertThat(pointer("{\"verb\":\"cancel\",\"filter\":{\"errorKind\":\"sloth\"}}"))
                .isEqualTo("/filter/errorKind");
        assertThat(pointer("{\"verb\":\"signal\",\"filter\":{\"workflow\":\"waiting\"}}"))
                .isEqualTo("/signal");
        assertThat(pointer("{\"verb\":\"migrate\",\"version\":1,\"filter\":{\"status\":[\"waiting\"]}}"))
                .isEqualTo("/filter/workflow");
        assertThat(pointer("{\"verb\":\"resume\",\"reason\":\"x\",\"filter\":{\"workflow\":\"waiting\"}}"))
                .isEqualTo("/reason");
        assertThat(pointer("{\"verb\":\"pause\",\"confirm\":\"12\",\"filter\":{\"workflow\":\"waiting\"}}"))
                .isEqualTo("/confirm");
        assertThat(client.post(
                                OPERATIONS,
                                "{\"verb\":\"migrate\",\"version\":9,\"filter\":{\"workflow\":\"waiting\"},\"dryRun\":true}")
                        .code())
                .isEqualTo("workflow-not-found");
    }

    private static String pointer(String request) {
        return client.post(OPERATIONS, request).text("/problems/0/pointer");
    }

    @Test
    void lists_are_paged_newest_first() {
        String request = "{\"verb\":\"signal\",\"filter\":{\"workflow\":\"waiting\"},\"signal\":{\"name\":\"go\"}";
        String first = client.post(OPERATIONS, confirmed(request)).text("/id");
        String second = client.post(OPERATIONS, confirmed(request)).text("/id");

        Client.Answer page = client.get(OPERATIONS + "?limit=1");
        assertThat(page.text("/operations/0/id")).isEqualTo(second);
        assertThat(client.get(OPERATIONS + "?limit=1&cursor=" + page.text("/next"))
                        .text("/operations/0/id"))
                .isEqualTo(first);
        assertThat(page.text("/operations/0/signal/name")).isEqualTo("go");
    }
}
