package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server of 2025-11-25 whose tool asks for a name while it is called, and gives back what it was told. */
final class AskingServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOOL = "{'name': 'greet', 'inputSchema': {'type': 'object'}}";
    /** The keys under which the tool was called. */
    final List<String> called = new CopyOnWriteArrayList<>();

    private final Map<Integer, CompletableFuture<JsonNode>> told = new ConcurrentHashMap<>();
    private final HttpServer server;

    AskingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/mcp", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            JsonNode message = sent.length == 0 ? JSON.createObjectNode() : JSON.readTree(sent);
            switch (message.path("method").asText()) {
                case "initialize" -> {
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
                    answer(exchange, message, "{'protocolVersion': '2025-11-25', 'capabilities': {'tools': {}}}");
                }
                case "tools/list" -> answer(exchange, message, "{'tools': [" + TOOL + "]}");
                case "ping" -> answer(exchange, message, "{}");
                case "tools/call" -> call(exchange, message);
                case "server/discover" -> exchange.sendResponseHeaders(400, -1);
                default -> {
                    if (message.has("result")) {
                        told(message.path("id").asInt()).complete(message.get("result"));
                    }
                    exchange.sendResponseHeaders(message.isEmpty() ? 405 : 202, -1);
                }
            }
        }
    }

    private CompletableFuture<JsonNode> told(int question) {
        return told.computeIfAbsent(question, ignored -> new CompletableFuture<>());
    }

    private void call(HttpExchange exchange, JsonNode message) throws IOException {
        called.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        int question = called.size();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        say(
                exchange,
                "{'jsonrpc': '2.0', 'id': " + question + ", 'method': 'elicitation/create', 'params':"
                        + " {'message': 'Who?', 'requestedSchema': {'type': 'object', 'properties':"
                        + " {'name': {'type': 'string'}, 'title': {'type': 'string', 'default': 'Dr'}}}}}");
        JsonNode answer = told(question)
                .completeOnTimeout(JSON.nullNode(), 30, TimeUnit.SECONDS)
                .join();
        say(
                exchange,
                "{'jsonrpc': '2.0', 'id': " + message.get("id") + ", 'result': {'content': [], 'structuredContent': "
                        + answer + "}}");
    }

    private static void say(HttpExchange exchange, String message) throws IOException {
        String data = "data: " + message.replace('\'', '"') + "\n\n";
        exchange.getResponseBody().write(data.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void answer(HttpExchange exchange, JsonNode message, String result) throws IOException {
        String json = "{'jsonrpc': '2.0', 'id': " + message.get("id") + ", 'result': " + result + "}";
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
