package dev.baton.cluster.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Calls a server that may be gone at any moment, and notes every answer that no client should ever get. */
final class Api implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    /** Everything that may be said while the store is away or work piles up. */
    private static final Set<String> LATER_CODES =
            Set.of("store-unavailable", "store-busy", "run-unreachable", "overloaded");

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder later = new LongAdder();

    Api(String url) {
        this.url = url;
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** Asks until there is an answer that settles the matter. */
    Answer.Given settle(BooleanSupplier givenUp, java.util.function.Supplier<Answer> request) {
        while (!givenUp.getAsBoolean()) {
            if (request.get() instanceof Answer.Given given && !given.later()) {
                return given;
            }
            Awaiting.pause();
        }
        throw new IllegalStateException("given up");
    }

    /** For a server that is there to stay. */
    JsonNode read(String path) {
        Answer.Given given = settle(deadline(), () -> get(path));
        if (given.status() != 200) {
            throw new AssertionError(path + " is answered with " + given);
        }
        return given.body();
    }

    private static BooleanSupplier deadline() {
        long end = System.nanoTime() + Awaiting.PATIENCE.toNanos();
        return () -> System.nanoTime() > end;
    }

    void define(String yaml) {
        Answer.Given given = settle(
                deadline(),
                () -> send(request("/v1/definitions:apply")
                        .header("Content-Type", "application/yaml")
                        .POST(BodyPublishers.ofString(yaml))
                        .build()));
        if (given.status() != 200) {
            throw new AssertionError("The definitions are refused: " + given);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    }

    private Answer send(HttpRequest request) {
        try {
            Answer.Given given = given(http.send(request, BodyHandlers.ofString()));
            check(request, given);
            return given;
        } catch (IOException gone) {
            unknown.increment();
            return new Answer.Unknown(String.valueOf(gone));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Answer.Given given(HttpResponse<String> response) throws IOException {
        try {
            return new Answer.Given(
                    response.statusCode(),
                    JSON.readTree(response.body()),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.headers().firstValue("Retry-After").orElse(""));
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: " + response.body(), e);
        }
    }

    private void check(HttpRequest request, Answer.Given given) {
        boolean health = request.uri().getPath().startsWith("/health");
        if (given.later() && !health) {
            later.increment();
            boolean typed = LATER_CODES.contains(given.code())
                    && given.contentType().startsWith("application/problem+json")
                    && given.retryAfter().matches("[1-9][0-9]*");
            if (!typed) {
                faults.add(request.uri() + " says to come later, but not as it should: " + given);
            }
        } else if (given.status() >= 500 && !health) {
            faults.add(request.uri() + " fails: " + given);
        }
    }

    Queue<String> faults() {
        return faults;
    }

    long unknownAnswers() {
        return unknown.sum();
    }

    long laterAnswers() {
        return later.sum();
    }

    @Override
    public void close() {
        http.close();
    }
}
