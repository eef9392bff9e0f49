package dev.baton.actors.webhook;

import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.trigger.Signatures;
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

    private static final int GONE = 410;

    private final OnePost post;
    private final Secrets secrets;
    private final InstantSource clock;

    WebhookSender(HttpClient client, Secrets secrets, Duration timeout, InstantSource clock) {
        this.post = new OnePost(client, timeout, clock);
        this.secrets = secrets;
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
        return post.send(
                        webhook.url(),
                        Map.of("Content-Type", EventForm.MEDIA_TYPE, "User-Agent", "baton-webhooks"),
                        head,
                        body)
                .thenApply(WebhookSender::outcome);
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

    private static Outcome outcome(OnePost.Outcome came) {
        return new Outcome(
                new DeliveryTry(came.at(), came.status(), came.problem(), came.millis()),
                came.retryAfter(),
                came.status() != null && came.status() == GONE);
    }
}
