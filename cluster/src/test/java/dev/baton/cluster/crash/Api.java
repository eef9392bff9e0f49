package dev.baton.cluster.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Calls a server that may be gone at any moment, and notes every answer that no client should ever get. */
public final class Api implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    /** Everything that may be said while the store is away or work piles up. */
    private static final Set<String> LATER_CODES = Set.of(
            "store-unavailable",
            "store-busy",
            "definition-unreadable",
            "run-unreachable",
            "overloaded",
            "fenced",
            "node-ending");

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    /** Whoever can ask another server does not wait so long for the first; a server's own patience is 10 s. */
    private static final Duration PATIENCE_WITH_ONE_OF_SEVERAL = Duration.ofSeconds(13);

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(1);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTED_WITHIN)
            .build();
    private final Supplier<List<String>> urls;
    private final OperationLog log = new OperationLog();

    Api(String url) {
        this(() -> List.of(url));
    }

    /** @param urls of servers of which each can answer: each request goes to one of them by chance */
    public Api(Supplier<List<String>> urls) {
        this.urls = urls;
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** Asks until there is an answer that settles the matter. */
    public Answer.Given settle(BooleanSupplier givenUp, Supplier<Answer> request) {
        while (!givenUp.getAsBoolean()) {
            if (request.get() instanceof Answer.Given given && !given.later()) {
                return given;
            }
            Awaiting.pause();
        }
        throw new IllegalStateException("given up");
    }

    /** For a server that is there to stay. */
    public JsonNode read(String path) {
        Answer.Given given = settle(deadline(), () -> get(path));
        if (given.status() != 200) {
            throw new AssertionError(path + " is answered with " + given);
        }
        return given.body();
    }

    /**
     * What a list has, page by page.
     *
     * @param path with a query
     */
    List<JsonNode> readAll(String path, String items) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = read(path + cursor);
            page.path(items).forEach(all::add);
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        return all;
    }

    /** Until nobody waits for an answer any more. */
    static BooleanSupplier deadline() {
        long end = System.nanoTime() + Awaiting.PATIENCE.toNanos();
        return () -> System.nanoTime() > end;
    }

    public void define(String yaml) {
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
        List<String> now = urls.get();
        return HttpRequest.newBuilder(
                        URI.create(now.get(ThreadLocalRandom.current().nextInt(now.size())) + path))
                .timeout(now.size() > 1 ? PATIENCE_WITH_ONE_OF_SEVERAL : PATIENCE);
    }

    private Answer send(HttpRequest request) {
        long invoked = System.nanoTime();
        String what = request.method() + " " + request.uri();
        try {
            Answer.Given given = given(http.send(request, BodyHandlers.ofString()));
            log.add(invoked, what, outcome(request, given), given.toString());
            return given;
        } catch (ConnectException | HttpConnectTimeoutException nobody) {
            return unknown(invoked, what, OperationLog.Outcome.NOT_CONNECTED, nobody);
        } catch (HttpTimeoutException late) {
            return unknown(invoked, what, OperationLog.Outcome.TIMED_OUT, late);
        } catch (IOException cut) {
            return unknown(invoked, what, OperationLog.Outcome.CUT, cut);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Answer unknown(long invoked, String what, OperationLog.Outcome outcome, IOException reason) {
        log.add(invoked, what, outcome, reason.toString());
        return new Answer.Unknown(reason.toString());
    }

    private static Answer.Given given(HttpResponse<String> response) {
        return new Answer.Given(
                response.statusCode(),
                json(response.body()),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().firstValue("Retry-After").orElse(""));
    }

    /** Whatever else is answered is text, and no answer of the API's. */
    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(body);
        }
    }

    private static OperationLog.Outcome outcome(HttpRequest request, Answer.Given given) {
        boolean health = request.uri().getPath().startsWith("/health");
        if (given.status() < 500 && given.status() != 429) {
            return given.body().isTextual() ? OperationLog.Outcome.FAILED : OperationLog.Outcome.ANSWERED;
        }
        if (health) {
            return OperationLog.Outcome.ANSWERED;
        }
        boolean typed = given.later()
                && LATER_CODES.contains(given.code())
                && given.contentType().startsWith("application/problem+json")
                && given.retryAfter().matches("[1-9][0-9]*");
        return typed ? OperationLog.Outcome.LATER : OperationLog.Outcome.FAILED;
    }

    public OperationLog log() {
        return log;
    }

    @Override
    public void close() {
        http.close();
    }
}
