package dev.baton.actors.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.port.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples are those that the schemes publish. */
class SignaturesTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Secret STANDARD_SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Instant STANDARD_TIME = Instant.ofEpochSecond(1614265330);
    private static final Secret SLACK_SECRET = Secret.of("8f742231b10e8888abcd99yyyzzz85a5");
    private static final Instant SLACK_TIME = Instant.ofEpochSecond(1531420618);
    private static final String SLACK_BODY = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
            + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private final Map<String, List<String>> headers = new HashMap<>();

    private boolean genuine(SignatureScheme scheme, String body, Instant now, Secret... secrets) {
        Delivery delivery = new Delivery(headers, body.getBytes(StandardCharsets.UTF_8));
        return Signatures.verify(scheme, delivery, List.of(secrets), now) instanceof Signatures.Verdict.Genuine;
    }

    private void standard() {
        headers.put("Webhook-Id", List.of("msg_p5jXN8AQM9LWM0D4loKWxJek"));
        headers.put("webhook-timestamp", List.of("1614265330"));
        headers.put("webhook-signature", List.of("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    private boolean standardGenuine(Instant now, Secret... secrets) {
        return genuine(new SignatureScheme.StandardWebhooks(FIVE_MINUTES), "{\"test\": 2432232314}", now, secrets);
    }

    @Test
    void a_standard_webhook_is_genuine_within_its_tolerance() {
        standard();

        assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET)).isTrue();
        assertThat(standardGenuine(STANDARD_TIME.plus(FIVE_MINUTES), STANDARD_SECRET))
                .isTrue();
        assertThat(standardGenuine(STANDARD_TIME.minus(FIVE_MINUTES), STANDARD_SECRET))
                .isTrue();
        assertThat(standardGenuine(STANDARD_TIME.plus(FIVE_MINUTES).plusSeconds(1), STANDARD_SECRET))
                .isFalse();
        assertThat(standardGenuine(STANDARD_TIME.minus(FIVE_MINUTES).minusSeconds(1), STANDARD_SECRET))
                .isFalse();
    }

    @Test
    void a_body_is_signed_as_the_standard_publishes_with_each_secret() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        String id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        String published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

        assertThat(Signatures.sign(List.of(STANDARD_SECRET), id, STANDARD_TIME, body))
                .isEqualTo(published);
        assertThat(Signatures.sign(List.of(Secret.of("other"), STANDARD_SECRET), id, STANDARD_TIME, body))
                .startsWith("v1,")
                .endsWith(" " + published);
        assertThat(Signatures.sign(List.of(), id, STANDARD_TIME, body)).isEmpty();
    }

    @Test
    void any_of_several_secrets_and_signatures_will_do() {
        standard();
        headers.put(
                "webhook-signature",
                List.of("v1a,AAAA v1,AAAA v1,not-base64! v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

        assertThat(standardGenuine(STANDARD_TIME, Secret.of("whsec_b3RoZXI="), STANDARD_SECRET))
                .isTrue();
        assertThat(standardGenuine(STANDARD_TIME, Secret.of("whsec_b3RoZXI="))).isFalse();
        assertThat(standardGenuine(STANDARD_TIME, Secret.of("whsec_not base64"), STANDARD_SECRET))
                .as("a secret that is none is passed over")
                .isTrue();
    }

    @Test
    void a_signature_after_too_many_others_is_not_looked_at() {
        standard();
        headers.put(
                "webhook-signature",
                List.of("v1,AAAA ".repeat(Signatures.SIGNATURES_MAX)
                        + "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

        assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET)).isFalse();
    }

    @Test
    void every_part_of_a_standard_webhook_is_signed() {
        for (String name : List.of("Webhook-Id", "webhook-timestamp", "webhook-signature")) {
            standard();
            List<String> good = headers.getOrDefault(name, List.of());
            headers.put(name, List.of());
            assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET))
                    .as("no " + name)
                    .isFalse();
            headers.put(name, List.of(good.getFirst(), good.getFirst()));
            assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET))
                    .as("two " + name)
                    .isFalse();
        }
        standard();
        headers.put("Webhook-Id", List.of("msg_other"));
        assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET)).isFalse();
        standard();
        headers.put("webhook-timestamp", List.of("1614265331"));
        assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET)).isFalse();
        headers.put("webhook-timestamp", List.of("999999999999999999999"));
        assertThat(standardGenuine(STANDARD_TIME, STANDARD_SECRET)).isFalse();
        standard();
        assertThat(genuine(
                        new SignatureScheme.StandardWebhooks(FIVE_MINUTES),
                        "{\"test\":2432232314}",
                        STANDARD_TIME,
                        STANDARD_SECRET))
                .as("the same JSON in other bytes")
                .isFalse();
    }

    @Test
    void github_signs_the_body() {
        headers.put(
                "X-Hub-Signature-256",
                List.of("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));
        SignatureScheme github = new SignatureScheme.GitHub();

        assertThat(genuine(github, "Hello, World!", Instant.EPOCH, Secret.of("It's a Secret to Everybody")))
                .isTrue();
        assertThat(genuine(github, "Hello, World", Instant.EPOCH, Secret.of("It's a Secret to Everybody")))
                .isFalse();
        assertThat(genuine(github, "Hello, World!", Instant.EPOCH, Secret.of("It's a secret to everybody")))
                .isFalse();
        headers.put("X-Hub-Signature-256", List.of("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));
        assertThat(genuine(github, "Hello, World!", Instant.EPOCH, Secret.of("It's a Secret to Everybody")))
                .as("without its prefix")
                .isFalse();
    }

    @Test
    void slack_signs_the_time_and_the_body() {
        headers.put("X-Slack-Request-Timestamp", List.of("1531420618"));
        headers.put(
                "X-Slack-Signature", List.of("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"));
        SignatureScheme slack = new SignatureScheme.Slack(FIVE_MINUTES);

        assertThat(genuine(slack, SLACK_BODY, SLACK_TIME, SLACK_SECRET)).isTrue();
        assertThat(genuine(slack, SLACK_BODY + " ", SLACK_TIME, SLACK_SECRET)).isFalse();
        assertThat(genuine(slack, SLACK_BODY, SLACK_TIME.plusSeconds(301), SLACK_SECRET))
                .isFalse();
        headers.put("X-Slack-Request-Timestamp", List.of("1531420619"));
        assertThat(genuine(slack, SLACK_BODY, SLACK_TIME, SLACK_SECRET)).isFalse();
    }

    @Test
    void an_hmac_stands_in_the_header_of_the_sender() {
        // printf body | openssl dgst -sha512 -hmac key -binary | base64 -w0
        headers.put(
                "X-Mine",
                List.of("k=tx6CtC7OJEGCquAPXEGNhLWwrIRIdHZeZY6RsmJhsy3znp/L9EQk0OO1O6sZLnikk2Ik7JQM+VMWS3CqzdTIRQ=="));
        SignatureScheme.Hmac mine = new SignatureScheme.Hmac(
                "X-Mine", SignatureScheme.Algorithm.SHA512, SignatureScheme.Encoding.BASE64, "k=");

        assertThat(genuine(mine, "body", Instant.EPOCH, Secret.of("key"))).isTrue();
        assertThat(genuine(mine, "body", Instant.EPOCH)).as("without a secret").isFalse();
        headers.put("X-Mine", List.of("k="));
        assertThat(genuine(mine, "body", Instant.EPOCH, Secret.of("key"))).isFalse();
    }
}
