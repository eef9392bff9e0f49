package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Starting runs, and looking at them. */
class RunsTest {

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

    @Test
    void aStartAnswersWithTheFinishedRunIfToldToWait() {
        Client.Answer answer = client.post(
                "/v1/runs?wait=5s",
                "{\"workflow\":\"echo\",\"input\":{\"text\":\"hello\"},\"labels\":{\"team\":\"legal\"}}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().path("status").asText()).isEqualTo("completed");
        assertThat(answer.json().path("output").path("text").asText()).isEqualTo("hello");
        assertThat(answer.header("Location"))
                .isEqualTo("/v1/runs/" + answer.json().path("id").asText());
        assertThat(client.get(answer.header("Location")).json()).isEqualTo(answer.json());
    }
}
