package dev.baton.http.exchange;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body in, up to a limit. What is above the limit is read and thrown away for a while, and refused when its
 * sender has ended or pauses: who is answered in the middle of sending may find the connection closed instead of the
 * answer. Who asks first whether to send at all is refused at once.
 */
final class BodyReader {

    /** Of a refused body, this much is thrown away before the connection is closed. */
    private static final long DISCARDED_BYTES_MAX = 256L * 1024 * 1024;

    private static final Duration DISCARD_MAX = Duration.ofSeconds(20);

    /** A sender that sends nothing for this time may be waiting for the answer. */
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final int bytesMax;
    private final Duration timeout;
    private final Materializer materializer;

    BodyReader(int bytesMax, Duration timeout, Materializer materializer) {
        this.bytesMax = bytesMax;
        this.timeout = timeout;
        this.materializer = materializer;
    }

    /** What came of reading. */
    sealed interface Body {
        record Whole(ByteString bytes) implements Body {}

        record Not(Refusal refusal) implements Body {}
    }

    /** Null if the body is not here yet: then {@link #read} it. */
    static @Nullable ByteString here(RequestEntity entity) {
        return entity instanceof HttpEntity.Strict strict ? strict.getData() : null;
    }

    Refusal tooLarge() {
        return Refusal.of(
                ErrorCode.TOO_LARGE,
                "The body is larger than " + bytesMax + " bytes.",
                "Send a reference to the data instead, or raise baton.http.body-max.");
    }

    boolean fits(ByteString bytes) {
        return bytes.length() <= bytesMax;
    }

    CompletionStage<Body> read(HttpRequest request) {
        RequestEntity entity = request.entity();
        OptionalLong length = entity.getContentLengthOption();
        if (length.isPresent() && length.getAsLong() > bytesMax) {
            return throwAway(request).thenApply(done -> new Body.Not(tooLarge()));
        }
        Collector collector = new Collector();
        entity.withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(timeout)
                .runForeach(collector::accept, materializer)
                .whenComplete((done, failure) -> collector.end(failure));
        return collector.body;
    }

    /** Completes when it is time to answer; does not fail. */
    CompletionStage<Void> throwAway(HttpRequest request) {
        // Who asks first would take the first read for leave to send.
        return request.entity().isStrict() || asksFirst(request)
                ? DONE
                : discard(request.entity()).handle((done, failure) -> null);
    }

    private static boolean asksFirst(HttpRequest request) {
        return request.getHeader("Expect").isPresent();
    }

    private CompletionStage<Done> discard(RequestEntity entity) {
        return entity.withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(DISCARD_MAX)
                .idleTimeout(PAUSE_MAX)
                .limitWeighted(DISCARDED_BYTES_MAX, bytes -> (long) bytes.length())
                .runForeach(bytes -> {}, materializer);
    }

    private final class Collector {
        private final CompletableFuture<Body> body = new CompletableFuture<>();
        private ByteStringBuilder kept = ByteString.createBuilder();
        private long received;
        private boolean refused;

        void accept(ByteString bytes) {
            received += bytes.length();
            if (received <= bytesMax) {
                kept.append(bytes);
            } else if (!refused) {
                refused = true;
                kept = ByteString.createBuilder();
                body.completeOnTimeout(new Body.Not(tooLarge()), PAUSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
            } else if (received > DISCARDED_BYTES_MAX) {
                throw new IllegalStateException("a refused body does not end");
            }
        }

        void end(@Nullable Throwable failure) {
            if (refused) {
                body.complete(new Body.Not(tooLarge()));
            } else if (failure == null) {
                body.complete(new Body.Whole(kept.result()));
            } else if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
                body.complete(new Body.Not(Refusal.of(
                        ErrorCode.BODY_TIMEOUT, "The body did not arrive within " + timeout.toSeconds() + " s.")));
            } else {
                body.complete(
                        new Body.Not(Refusal.of(ErrorCode.MALFORMED_REQUEST, "The body broke off before its end.")));
            }
        }
    }
}
