package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events from outside: friends, strangers and enemies. */
class HooksTest {

    private static final String SECRET = "n0body-kn0ws";
    private static final String BODY = "{\"ref\":\"main\",\"text\":\"seven\"}";

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        node.secrets.put("new", SECRET);
        node.secrets.put("old", "sec0nd");
        trigger("push", "signature: standard", "filter: \"${ event.body.ref == 'main' }\"", "start: {workflow: echo}");
        trigger(
                "hub",
                "signature: github",
                "start: {workflow: echo, input: {text: \"${ event.headers['x-github-event'] }\"}}");
        trigger("paid", "signature: standard", "signal: {run: \"${ event.body.run }\", name: go}");
        trigger("slack", "signature: slack", "start: {workflow: echo}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void trigger(String name, String signature, String... rest) {
        String text = """
                apiVersion: baton/v1
                kind: Trigger
                metadata: {name: %s, labels: {team: ops}}
                spec:
                  webhook: {%s, secrets: ["secret://new", "secret://old"]}
                """.formatted(name, signature) + "  " + String.join("\n  ", rest);
        Client.Answer applied = client.put("/v1/triggers/" + name, "application/yaml", text);
        assertThat(applied.status()).as(applied.body()).isEqualTo(201);
    }

    private static byte[] hmac(String secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String now() {
        return Long.toString(Instant.now().getEpochSecond());
    }

    private static String standard(String secret, String id, String time, String body) {
        return "v1," + Base64.getEncoder().encodeToString(hmac(secret, id + "." + time + "." + body));
    }

    private static Client.Answer send(String trigger, String secret, String id, String body) {
        String time = now();
        return client.post(
                "/v1/hooks/" + trigger,
                body,
                "webhook-id",
                id,
                "webhook-timestamp",
                time,
                "webhook-signature",
                standard(secret, id, time, body));
    }

    @Test
    void aDeliveryIsOneRunHoweverOftenItComes() {
        Client.Answer first = send("push", SECRET, "d1", BODY);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.text("/status")).isEqualTo("started");
        Client.Answer again = send("push", "sec0nd", "d1", BODY);
        assertThat(again.text("/status")).isEqualTo("repeated");
        assertThat(again.text("/run")).isEqualTo(first.text("/run"));

        Client.Answer run = client.get("/v1/runs/" + first.text("/run"));
        assertThat(run.text("/input/text")).isEqualTo("seven");
        assertThat(run.text("/labels/baton~1trigger")).isEqualTo("push");
        assertThat(run.text("/labels/baton~1delivery")).isEqualTo("d1");
        assertThat(run.text("/labels/team")).isEqualTo("ops");
        assertThat(run.text("/startedBy/id")).isEqualTo("trigger/push");
        assertThat(send("push", SECRET, "d1", BODY.replace("seven", "eight")).code())
                .as("another body under the same id")
                .isEqualTo("run-exists-with-another-request");
        assertThat(send("push", SECRET, "d3", "{\"ref\":\"main\"}").code())
                .as("no input of the workflow")
                .isEqualTo("invalid-input");
    }

    @Test
    void whatIsNotMeantIsIgnored() {
        Client.Answer answer = send("push", SECRET, "d2", "{\"ref\":\"other\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ignored\"}");
    }

    @Test
    void aRunIsSignalledOnce() {
        client.start("order-1", "waiting", "{}");

        assertThat(send("paid", SECRET, "s1", "{\"run\":\"order-1\"}").text("/status"))
                .isEqualTo("signalled");
        assertThat(client.get("/v1/runs/order-1").text("/status")).isEqualTo("completed");
        assertThat(send("paid", SECRET, "s2", "{\"run\":\"order-1\"}").code()).isEqualTo("run-ended");
        assertThat(send("paid", SECRET, "s3", "{\"run\":\"none\"}").code()).isEqualTo("run-not-found");
        assertThat(send("paid", SECRET, "s4", "{\"run\":\"../x\"}").code()).isEqualTo("event-unusable");
        assertThat(send("paid", SECRET, "s5", "{}").code()).isEqualTo("event-unusable");
    }

    @Test
    void githubAndSlackAreSpoken() {
        String signature = "sha256=" + HexFormat.of().formatHex(hmac(SECRET, BODY));
        Client.Answer hub = client.post(
                "/v1/hooks/hub",
                BODY,
                "X-Hub-Signature-256",
                signature,
                "X-GitHub-Delivery",
                "g1",
                "X-GitHub-Event",
                "push");
        assertThat(client.get("/v1/runs/" + hub.text("/run")).text("/input/text"))
                .isEqualTo("push");
        assertThat(client.post("/v1/hooks/hub", BODY, "X-Hub-Signature-256", signature)
                        .code())
                .as("without a delivery id")
                .isEqualTo("event-unusable");

        String challenge = "{\"type\":\"url_verification\",\"challenge\":\"c1\"}";
        String time = now();
        Client.Answer slack = client.post(
                "/v1/hooks/slack",
                challenge,
                "X-Slack-Request-Timestamp",
                time,
                "X-Slack-Signature",
                "v0=" + HexFormat.of().formatHex(hmac(SECRET, "v0:" + time + ":" + challenge)));
        assertThat(slack.text("/challenge")).isEqualTo("c1");
    }

    /** What an enemy may try. */
    enum Hostile {
        UNSIGNED("signature-invalid", "webhook-id", "h", "webhook-timestamp", now()),
        SIGNED_BY_ANOTHER(
                "signature-invalid",
                "webhook-id",
                "h",
                "webhook-timestamp",
                now(),
                "webhook-signature",
                standard("guess", "h", now(), BODY)),
        SIGNED_FOR_ANOTHER_ID(
                "signature-invalid",
                "webhook-id",
                "h2",
                "webhook-timestamp",
                now(),
                "webhook-signature",
                standard(SECRET, "h", now(), BODY)),
        SIGNED_FOR_ANOTHER_BODY(
                "signature-invalid",
                "webhook-id",
                "h",
                "webhook-timestamp",
                now(),
                "webhook-signature",
                standard(SECRET, "h", now(), BODY + " ")),
        REPLAYED_LATER(
                "signature-invalid",
                "webhook-id",
                "h",
                "webhook-timestamp",
                "1700000000",
                "webhook-signature",
                standard(SECRET, "h", "1700000000", BODY)),
        SIGNED_IN_THE_FUTURE(
                "signature-invalid",
                "webhook-id",
                "h",
                "webhook-timestamp",
                "9999999999",
                "webhook-signature",
                standard(SECRET, "h", "9999999999", BODY)),
        TWO_TIMES(
                "signature-invalid",
                "webhook-id",
                "h",
                "webhook-timestamp",
                now(),
                "webhook-timestamp",
                now(),
                "webhook-signature",
                standard(SECRET, "h", now(), BODY)),
        EMPTY_SIGNATURE("signature-invalid", "webhook-id", "h", "webhook-timestamp", now(), "webhook-signature", "v1,"),
        THE_SECRET_ITSELF(
                "signature-invalid",
                "webhook-id",
                "h",
                "webhook-timestamp",
                now(),
                "webhook-signature",
                "v1," + SECRET),
        ANOTHER_SCHEME(
                "signature-invalid",
                "X-Hub-Signature-256",
                "sha256=" + HexFormat.of().formatHex(hmac(SECRET, BODY))),
        A_PAGE_OF_ANOTHER_ORIGIN("cross-origin", "Origin", "https://evil.example");

        private final String code;
        private final String headers;

        Hostile(String code, String... headers) {
            this.code = code;
            this.headers = String.join("\n", headers);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoCannotSignGetsNothing(Hostile hostile) {
        int before = node.runs.count();

        Client.Answer answer = client.post("/v1/hooks/push", BODY, hostile.headers.split("\n"));

        assertThat(answer.code()).isEqualTo(hostile.code);
        assertThat(answer.body()).as("nothing helps to guess").doesNotContain(SECRET, "webhook-", "tolerance");
        assertThat(node.runs.count()).isEqualTo(before);
    }

    @Test
    void whatIsGenuineAndNonsenseIsRefusedAfterTheSignature() {
        assertThat(send("push", SECRET, "n1", "{\"ref\":").code()).isEqualTo("malformed-json");
        assertThat(send("push", SECRET, "n2", "[".repeat(100) + "]".repeat(100)).code())
                .isEqualTo("json-too-deep");
        assertThat(client.post("/v1/hooks/push", "{\"ref\":").code())
                .as("unsigned nonsense is not read")
                .isEqualTo("signature-invalid");
        assertThat(client.get("/metrics").body())
                .containsPattern("baton_triggers_deliveries_total\\{result=\"unsigned\"} [1-9]")
                .contains("baton_triggers_deliveries_total{result=\"started\"}");
        assertThat(client.post("/v1/hooks/push", "\"" + "x".repeat(1024 * 1024) + "\"")
                        .code())
                .isEqualTo("too-large");
        assertThat(client.post("/v1/hooks/none", "{}").code()).isEqualTo("trigger-not-found");
        assertThat(send("push", SECRET, "x".repeat(257), BODY).code()).isEqualTo("event-unusable");
    }

    @Test
    void aTriggerWithoutItsSecretsTakesNothing() {
        trigger("later", "signature: github", "start: {workflow: echo}");
        String old = node.secrets.remove("old");
        String young = node.secrets.remove("new");
        try {
            Client.Answer answer = client.post("/v1/hooks/later", BODY);
            assertThat(answer.code()).isEqualTo("secret-unavailable");
            assertThat(answer.text("/detail")).contains("baton.secrets.folder");
            assertThat(answer.body()).doesNotContain("secret://");
            assertThat(client.get("/metrics").body())
                    .contains("baton_triggers_deliveries_total{result=\"no-secret\"} 1.0");
        } finally {
            node.secrets.put("old", old);
            node.secrets.put("new", young);
        }
    }

    @Test
    void aTriggerIsListedShownAndDeleted() {
        trigger("gone", "signature: github", "start: {workflow: echo}");
        assertThat(client.get("/v1/triggers").json().findValuesAsText("name")).contains("gone", "push");
        assertThat(client.get("/v1/triggers/gone").text("/definition/spec/webhook/secrets/0"))
                .isEqualTo("secret://new");

        assertThat(client.send("DELETE", "/v1/triggers/gone", null, null).status())
                .isEqualTo(200);

        assertThat(client.get("/v1/triggers").json().findValuesAsText("name")).doesNotContain("gone");
        assertThat(client.post("/v1/hooks/gone", BODY).code()).isEqualTo("trigger-not-found");
        assertThat(client.send("DELETE", "/v1/triggers/gone", null, null).code())
                .isEqualTo("trigger-not-found");
        trigger("gone", "signature: github", "start: {workflow: echo}");
    }

    @Test
    void aSecretInADefinitionIsRefusedAndNotRepeated() {
        Client.Answer answer = client.put("/v1/triggers/leak", "application/yaml", """
                apiVersion: baton/v1
                kind: Trigger
                metadata: {name: leak}
                spec:
                  webhook: {signature: github, secrets: [hunter2-hunter2]}
                  start: {workflow: echo}
                """);

        assertThat(answer.code()).isEqualTo("invalid-definition");
        assertThat(answer.text("/problems/0/code")).isEqualTo("trigger.secret");
        assertThat(answer.body()).doesNotContain("hunter2");
    }
}
