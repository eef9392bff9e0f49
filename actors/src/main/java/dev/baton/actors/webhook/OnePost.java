package dev.baton.actors.webhook;

import dev.baton.actors.connector.RetryAfter;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Posts something to somebody once, and says what came of it; whoever calls knows when it is tried again. */
public final class OnePost {

    /** Of what a receiver answers, to be shown. */
    private static final int ANSWER_CHARS_MAX = 300;

    private static final int GOOD_MIN = 200;
    private static final int GOOD_MAX = 299;

    private final HttpClient client;
    private final Duration timeout;
    private final InstantSource clock;

    /** @param timeout how long a receiver may take to answer */
    public OnePost(HttpClient client, Duration timeout, InstantSource clock) {
        this.client = client;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param at when it was sent
     * @param status of the answer; null if there was none
     * @param problem why it did not get through, for people; null if it did
     * @param millis until the answer
     * @param retryAfter what the receiver asks for; null for nothing
     * @param never whether it cannot be sent, now or later
     */
    public record Outcome(
            Instant at,
            @Nullable Integer status,
            @Nullable String problem,
            long millis,
            @Nullable Duration retryAfter,
            boolean never) {

        static Outcome unsent(Instant at, String problem) {
            return new Outcome(at, null, problem, 0, null, true);
        }
    }

    /**
     * Never fails.
     *
     * @param head further lines of the request's head, each with its end
     */
    public CompletionStage<Outcome> send(URI url, Map<String, String> headers, String head, byte[] body) {
        Instant at = clock.instant();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        try {
            var ignored = client.send(
                    RequestHead.post(url, headers).request(head, stream -> stream.write(body)),
                    timeout,
                    answer -> complete(outcome, outcome(answer, at)));
        } catch (IOException | IllegalArgumentException unusable) {
            outcome.complete(Outcome.unsent(at, "it cannot be sent: " + unusable.getMessage()));
        }
        return outcome;
    }

    /** Elsewhere: this is a thread of the client. */
    private static void complete(CompletableFuture<Outcome> outcome, Outcome value) {
        outcome.completeAsync(() -> value);
    }

    private Outcome outcome(Answer answer, Instant at) {
        Instant now = clock.instant();
        long millis = Math.max(0, Duration.between(at, now).toMillis());
        if (answer instanceof Answer.Received received) {
            boolean good = received.status() >= GOOD_MIN && received.status() <= GOOD_MAX;
            String problem = good ? null : "it answered " + received.status() + shown(received);
            Duration retryAfter = good ? null : RetryAfter.parse(received.retryAfter(), now);
            return new Outcome(at, received.status(), problem, millis, retryAfter, false);
        }
        return new Outcome(at, null, problem(answer), millis, null, answer instanceof Answer.Forbidden);
    }

    private static String shown(Answer.Received received) {
        String text = received.text(Math.min(received.length(), ANSWER_CHARS_MAX))
                .replaceAll("\\s+", " ")
                .strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    private static @Nullable String problem(Answer answer) {
        return switch (answer) {
            case Answer.Received received -> "it answered " + received.status();
            // Only of a good answer: what it says is of no interest.
            case Answer.TooLarge ignored -> null;
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
