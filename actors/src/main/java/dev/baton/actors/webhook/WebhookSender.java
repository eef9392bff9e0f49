package dev.baton.actors.webhook;

import dev.baton.actors.connector.RetryAfter;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.trigger.Signatures;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends one event once, signed as Standard Webhooks say. */
final class WebhookSender {

    /** Of what a receiver answers, to be shown. */
    private static final int ANSWER_CHARS_MAX = 300;

    private static final int GOOD_MIN = 200;
    private static final int GOOD_MAX = 299;
    private static final int GONE = 410;

    private final HttpClient client;
    private final Secrets secrets;
    private final Duration timeout;
    private final InstantSource clock;

    WebhookSender(HttpClient client, Secrets secrets, Duration timeout, InstantSource clock) {
        this.client = client;
        this.secrets = secrets;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param retryAfter what the receiver asks for
     * @param gone it wants nothing more, ever
     */
    record Outcome(DeliveryTry tried, @Nullable Duration retryAfter, boolean gone) {

        boolean delivered() {
            return tried.problem() == null;
        }
    }

    /** Never fails. */
    CompletionStage<Outcome> send(WebhookDefinition webhook, String id, byte[] body) {
        Instant at = clock.instant();
        String signature = Signatures.sign(known(webhook), id, at, body);
        if (signature.isEmpty()) {
            return CompletableFuture.completedFuture(unsent(at, "it cannot be signed: " + missing(webhook)));
        }
        String head = "webhook-id: " + id + "\r\nwebhook-timestamp: " + at.getEpochSecond() + "\r\nwebhook-signature: "
                + signature + "\r\n";
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        try {
            var ignored = client.send(
                    RequestHead.post(
                                    webhook.url(),
                                    Map.of("Content-Type", EventForm.MEDIA_TYPE, "User-Agent", "baton-webhooks"))
                            .request(head, stream -> stream.write(body)),
                    timeout,
                    answer -> complete(outcome, outcome(answer, at)));
        } catch (IOException | IllegalArgumentException unusable) {
            outcome.complete(unsent(at, "it cannot be sent: " + unusable.getMessage()));
        }
        return outcome;
    }

    /** Elsewhere: this is a thread of the client. */
    private static void complete(CompletableFuture<Outcome> outcome, Outcome value) {
        outcome.completeAsync(() -> value);
    }

    private List<Secret> known(WebhookDefinition webhook) {
        return webhook.secrets().stream()
                .map(secrets::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private static String missing(WebhookDefinition webhook) {
        return "no usable value is known of "
                + webhook.secrets().stream().map(SecretReference::toString).collect(Collectors.joining(", "));
    }

    private static Outcome unsent(Instant at, String problem) {
        return new Outcome(new DeliveryTry(at, null, problem, 0), null, false);
    }

    private Outcome outcome(Answer answer, Instant at) {
        Instant now = clock.instant();
        long millis = Math.max(0, Duration.between(at, now).toMillis());
        if (answer instanceof Answer.Received received) {
            boolean good = received.status() >= GOOD_MIN && received.status() <= GOOD_MAX;
            String problem = good ? null : "it answered " + received.status() + shown(received);
            return new Outcome(
                    new DeliveryTry(at, received.status(), problem, millis),
                    good ? null : RetryAfter.parse(received.retryAfter(), now),
                    received.status() == GONE);
        }
        return new Outcome(new DeliveryTry(at, null, problem(answer), millis), null, false);
    }

    private static String shown(Answer.Received received) {
        String text = received.text(Math.min(received.length(), ANSWER_CHARS_MAX))
                .replaceAll("\\s+", " ")
                .strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    private static String problem(Answer answer) {
        return switch (answer) {
            case Answer.Received received -> "it answered " + received.status();
            case Answer.TooLarge large -> "it answered more than " + large.bytesMax() + " bytes";
            case Answer.NotHttp odd -> "it did not answer with HTTP: " + odd.reason();
            case Answer.Unreachable lost -> lost.reason();
            case Answer.Untrusted untrusted -> untrusted.reason();
            case Answer.Forbidden forbidden -> forbidden.reason();
            case Answer.Busy busy -> busy.reason();
            case Answer.TimedOut ignored -> "it did not answer in time";
            case Answer.Cancelled ignored -> "it was cancelled";
        };
    }
}
