package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Streams of tasks that are lost on the way. */
class A2aStreamTest {

    @Test
    void whoHasLostAStreamLearnsOfTheEndInTheMeantime() {
        try (TestNode node = TestNode.start()) {
            Client client = new Client(node);
            Client.Answer stream = client.post(
                    "/a2a/echo/message:stream",
                    "{\"message\":{\"messageId\":\"m1\",\"parts\":[{\"data\":{\"text\":\"hi\"}}]}}");
            assertThat(stream.body()).contains("\ndata: ").startsWith("id: ").contains("TASK_STATE_COMPLETED");
            String place = stream.body().lines().findFirst().orElseThrow().substring("id: ".length());
            String task = stream.body().replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");

            Client.Answer again = client.get("/a2a/echo/tasks/" + task + ":subscribe", "Last-Event-ID", place);
            assertThat(again.body()).startsWith("id: ").contains("TASK_STATE_COMPLETED", task);
            assertThat(client.get("/a2a/echo/tasks/" + task + ":subscribe").text("/error/details/0/reason"))
                    .isEqualTo("UNSUPPORTED_OPERATION");
        }
    }
}
