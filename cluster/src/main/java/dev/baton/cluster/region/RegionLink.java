package dev.baton.cluster.region;

import dev.baton.http.RegionView;
import dev.baton.persistence.table.RegionTable.Region;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** Calls other regions over HTTP. */
final class RegionLink implements AutoCloseable {

    /** Calls without an answer yet; further ones fail at once. */
    private static final int CALLS_MAX = 10_000;

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int STRANGER = 401;
    private static final int ELSEWHERE = 421;

    private final String self;
    private final RegionProof proof;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Semaphore room = new Semaphore(CALLS_MAX);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();

    /** What came back. */
    record Message(String kind, byte[] body) {}

    /** The call may or may not have been heard; it can be repeated. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message);
        }
    }

    RegionLink(String self, RegionProof proof, InstantSource clock, MeterRegistry meters) {
        this.self = self;
        this.proof = proof;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Fails with {@link Unanswered}.
     *
     * @param run {@code tenant/runId}, or whatever else the call is about
     */
    CompletionStage<Message> call(Region to, String run, Message message, Duration patience) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedStage(new Unanswered("too many calls to other regions wait already"));
        }
        Timer.Sample sample = Timer.start(meters);
        return send(to, run, message, patience).handle((answer, failure) -> {
            room.release();
            String outcome = failure == null ? outcome(answer.statusCode()) : "unanswered";
            sample.stop(Timer.builder("baton.region.calls")
                    .description("Calls to other regions")
                    .tag("region", to.name())
                    .tag("outcome", outcome)
                    .register(meters));
            return message(to, answer, failure);
        });
    }

    private CompletionStage<HttpResponse<byte[]>> send(Region to, String run, Message message, Duration patience) {
        String sentAt = Long.toString(clock.instant().toEpochMilli());
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(to.url() + RegionView.CALLS))
                    .timeout(patience)
                    .header("Content-Type", "application/octet-stream")
                    .header(RegionView.FROM_HEADER, self)
                    .header(RegionView.RUN_HEADER, run)
                    .header(RegionView.KIND_HEADER, message.kind())
                    .header(RegionView.TIME_HEADER, sentAt)
                    .header(
                            RegionView.PROOF_HEADER,
                            proof.of(self, to.name(), run, message.kind(), sentAt, message.body()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()))
                    .build();
            return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(new IOException("the address of the region is wrong", e));
        }
    }

    private static String outcome(int status) {
        return switch (status) {
            case OK -> "answered";
            case ELSEWHERE -> "elsewhere";
            case STRANGER -> "refused";
            default -> "failed";
        };
    }

    private static Message message(Region to, HttpResponse<byte[]> answer, Throwable failure) {
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            throw new Unanswered("region " + to.name() + " at " + to.url() + " does not answer: " + cause);
        }
        if (answer.statusCode() != OK) {
            throw new Unanswered("region " + to.name() + " at " + to.url() + " answers with " + answer.statusCode());
        }
        String kind = answer.headers().firstValue(RegionView.KIND_HEADER).orElse("");
        return new Message(kind, answer.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
