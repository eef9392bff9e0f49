package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    private static final int FAILURE_MIN = 300;
    private static final int FAULT_MIN = 500;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient client;
    private final MeterRegistry metrics;

    Postman(HttpClient client, MeterRegistry metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /** What came of one try. */
    private enum Delivery {
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
        post(to, body).thenAccept(delivery -> {
            if (delivery == Delivery.FAILED && number < TRIES_MAX) {
                Duration twice = pause.multipliedBy(2);
                Duration next = twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
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

    private CompletionStage<Delivery> post(PushConfig to, byte[] body) {
        CompletableFuture<Delivery> delivery = new CompletableFuture<>();
        try {
            var ignored = client.send(
                    RequestHead.post(to.url(), to.headers()).request("", stream -> stream.write(body, 0, body.length)),
                    PATIENCE,
                    answer -> delivery.complete(heard(answer)));
        } catch (IOException | IllegalArgumentException never) {
            delivery.complete(Delivery.REFUSED);
        }
        return delivery;
    }

    private static Delivery heard(Answer answer) {
        return switch (answer) {
            case Answer.Received received -> heard(received.status());
            case Answer.TooLarge ignored -> Delivery.TAKEN;
            case Answer.Forbidden ignored -> Delivery.REFUSED;
            case Answer.Untrusted ignored -> Delivery.FAILED;
            case Answer.NotHttp ignored -> Delivery.FAILED;
            case Answer.Unreachable ignored -> Delivery.FAILED;
            case Answer.Busy ignored -> Delivery.FAILED;
            case Answer.TimedOut ignored -> Delivery.FAILED;
            case Answer.Cancelled ignored -> Delivery.FAILED;
        };
    }

    private static Delivery heard(int status) {
        if (status < FAILURE_MIN) {
            return Delivery.TAKEN;
        }
        boolean again = status >= FAULT_MIN || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
        return again ? Delivery.FAILED : Delivery.REFUSED;
    }
}
