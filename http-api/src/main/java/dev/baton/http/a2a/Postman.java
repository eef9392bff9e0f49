package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.webhook.OnePost;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Posts notifications until they are taken, or it makes no sense any more. */
final class Postman {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    /** With pauses that grow to a minute, for about a day: who has not come back by then asks by itself. */
    private static final int TRIES_MAX = 1_440;

    private static final int FAULT_MIN = 500;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final OnePost post;
    private final MeterRegistry metrics;

    Postman(HttpClient client, MeterRegistry metrics, InstantSource clock) {
        this.post = new OnePost(client, PATIENCE, clock);
        this.metrics = metrics;
    }

    /** What came of one try. */
    enum Delivery {
        TAKEN,
        REFUSED,
        FAILED
    }

    /** @return whether the next one may be sent; false if it is not {@code wanted} any more that this node does it */
    CompletionStage<Boolean> send(PushConfig to, JsonNode message, BooleanSupplier wanted) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        attempt(to, message.toString().getBytes(StandardCharsets.UTF_8), wanted, 1, PAUSE_MIN, sent);
        return sent;
    }

    private void attempt(
            PushConfig to,
            byte[] body,
            BooleanSupplier wanted,
            int number,
            Duration pause,
            CompletableFuture<Boolean> sent) {
        if (!wanted.getAsBoolean()) {
            sent.complete(false);
            return;
        }
        post.send(to.url(), to.headers(), "", body).thenAccept(came -> {
            Delivery delivery = heard(came);
            if (delivery == Delivery.FAILED && number < TRIES_MAX) {
                Duration twice = pause.multipliedBy(2);
                Duration next = twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
                CompletableFuture.delayedExecutor(pause(pause, came).toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> attempt(to, body, wanted, number + 1, next, sent));
            } else {
                metrics.counter("baton.notifications", "outcome", outcome(delivery))
                        .increment();
                sent.complete(true);
            }
        });
    }

    private static String outcome(Delivery delivery) {
        return switch (delivery) {
            case TAKEN -> "taken";
            case REFUSED -> "refused";
            case FAILED -> "given-up";
        };
    }

    static Delivery heard(OnePost.Outcome came) {
        if (came.problem() == null) {
            return Delivery.TAKEN;
        }
        Integer status = came.status();
        boolean refused =
                status != null && status < FAULT_MIN && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS;
        return came.never() || refused ? Delivery.REFUSED : Delivery.FAILED;
    }

    /** A receiver that asks to be left alone for longer is, but not for so long that it misses the day. */
    static Duration pause(Duration usual, OnePost.Outcome came) {
        Duration asked = came.retryAfter() == null ? Duration.ZERO : came.retryAfter();
        Duration kept = asked.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : asked;
        return kept.compareTo(usual) > 0 ? kept : usual;
    }
}
