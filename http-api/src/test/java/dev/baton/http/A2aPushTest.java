package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.Callbacks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may be notified about a task; that they are is checked with the reference client. */
class A2aPushTest {

    private static final String WHERE = "'url': 'http://127.0.0.1:1/told'";

    private static TestNode node;
    private static Client client;
    private static String tasks;
    private static String task;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        Client.Answer sent = post(
                "/a2a/asking/message:send",
                "{'message': {'messageId': 'm1', 'parts': [{'data': {}}]}, 'configuration': {'returnImmediately': true}}");
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        task = sent.text("/task/id");
        tasks = "/a2a/asking/tasks/" + task + "/pushNotificationConfigs";
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Client.Answer post(String path, String body) {
        return client.post(path, body.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'url': 'ftp://a.example'}",
                "{'url': 'http://me:secret@a.example'}",
                "{'url': 'http://a.example', 'id': '../x'}",
                "{'url': 'http://a.example', 'token': 'a\\nb'}",
                "{'url': 'http://a.example', 'authentication': {'credentials': 'x'}}"
            })
    void aWishThatCannotBeFulfilledIsRefused(String wish) {
        Client.Answer refused = post(tasks, wish);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("/error/status")).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void whatIsSecretIsNotShown() {
        assertThat(post(
                                tasks,
                                "{'id': 's', " + WHERE
                                        + ", 'authentication': {'scheme': 'Bearer', 'credentials': 's3cret'}}")
                        .status())
                .isEqualTo(200);
        Client.Answer shown = client.get(tasks + "/s");
        assertThat(shown.text("/authentication/scheme")).isEqualTo("Bearer");
        assertThat(shown.body()).doesNotContain("s3cret");
        assertThat(client.delete(tasks + "/s").status()).isEqualTo(200);
        assertThat(client.get(tasks + "/s").status()).isEqualTo(404);
    }

    @Test
    void aTaskHasOnlySoManyAndOnlyForItsOwnAgent() {
        for (int n = 0; n < 10; n++) {
            assertThat(post(tasks, "{'id': 'n" + n + "', " + WHERE + "}").status())
                    .isEqualTo(200);
        }
        assertThat(post(tasks, "{'id': 'n9', " + WHERE + "}").status())
                .as("again")
                .isEqualTo(200);
        assertThat(post(tasks, "{'id': 'n10', " + WHERE + "}").status()).isEqualTo(400);
        assertThat(client.get(tasks).json().path("configs")).hasSize(10);
        assertThat(post(tasks.replace("asking", "echo"), "{" + WHERE + "}").status())
                .isEqualTo(404);
        for (int n = 0; n < 10; n++) {
            client.delete(tasks + "/n" + n);
        }
    }

    @Test
    void whoeverWasToldToMayNudgeItsAttemptWithWhateverItSays() {
        String path = "/v1/callbacks/" + node.callbacks.tokenFor("default", "run~1");
        assertThat(client.post(path + ":nudge", "{\"statusUpdate\":{}}").status())
                .isEqualTo(202);
        assertThat(node.nudged).contains(new Callbacks.Subject("default", "run~1"));
        assertThat(client.post(path + "x:nudge", "{}").code()).isEqualTo("callback-not-found");
    }

    @Test
    void theVersionBeforeHasAFormOfItsOwn() {
        Client.Answer set = post(
                "/a2a/asking",
                "{'jsonrpc': '2.0', 'id': 1, 'method': 'tasks/pushNotificationConfig/set', 'params': {'taskId': '"
                        + task
                        + "', 'pushNotificationConfig': {'id': 'old', " + WHERE
                        + ", 'authentication': {'schemes': ['Basic'], 'credentials': 'x'}}}}");
        assertThat(set.json()
                        .at("/result/pushNotificationConfig/authentication")
                        .toString())
                .as(set.body())
                .isEqualTo("{\"schemes\":[\"Basic\"]}");
        Client.Answer listed = post(
                "/a2a/asking",
                "{'jsonrpc': '2.0', 'id': 1, 'method': 'tasks/pushNotificationConfig/list', 'params': {'id': '" + task
                        + "'}}");
        assertThat(listed.json().path("result").valueStream())
                .extracting(one -> one.at("/pushNotificationConfig/id").asText())
                .contains("old");
        assertThat(client.delete(tasks + "/old").status()).isEqualTo(200);
    }
}
