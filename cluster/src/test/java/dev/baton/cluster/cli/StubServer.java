package dev.baton.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that answers what a test tells it to, and remembers what it was asked. */
final class StubServer implements AutoCloseable {

    /** @param principal the header that says who asks; null if it was not sent */
    record Request(
            String method,
            String path,
            @Nullable String query,
            String body,
            @Nullable String contentType,
            @Nullable String principal,
            @Nullable String roles,
            @Nullable String idempotencyKey,
            @Nullable String lastEventId) {

        JsonNode json() {
            try {
                return Api.JSON.readTree(body);
            } catch (JsonProcessingException notJson) {
                throw new AssertionError(body, notJson);
            }
        }
    }

    /** Answers one request. */
    interface Route {
        void answer(Request request, HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private StubServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static StubServer start() throws IOException {
        return new StubServer(0);
    }

    static StubServer startAt(int port) throws IOException {
        return new StubServer(port);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    List<Request> requests() {
        return requests;
    }

    Request onlyRequest() {
        if (requests.size() != 1) {
            throw new AssertionError("one request expected, not " + requests);
        }
        return requests.get(0);
    }

    /** @param methodAndPath such as {@code GET /v1/runs/r1} */
    StubServer on(String methodAndPath, Route route) {
        routes.put(methodAndPath, route);
        return this;
    }

    StubServer on(String methodAndPath, int status, String json) {
        return on(methodAndPath, (request, exchange) -> answer(exchange, status, "application/json", json));
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static void stream(HttpExchange exchange, String... events) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        for (String event : events) {
            exchange.getResponseBody().write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    /** Ends at once, like a killed process: connections break. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Request request = read(exchange);
            requests.add(request);
            Route route = routes.get(request.method() + " " + request.path());
            if (route == null) {
                answer(
                        exchange,
                        404,
                        "application/problem+json",
                        "{\"code\":\"route-not-found\",\"detail\":\"no route\"}");
            } else {
                route.answer(request, exchange);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getQuery(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Baton-Principal"),
                exchange.getRequestHeaders().getFirst("Baton-Roles"),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Last-Event-ID"));
    }
}
