package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.actors.connector.Attempts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** A server on loopback that answers what its script says, in turn, and keeps what it was asked. */
final class ScriptedApi implements AutoCloseable {

    private static final long PATIENCE_MS = 30_000;

    record Asked(String method, String path, Map<String, String> headers, String body) {

        /** Empty if it was not sent. */
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        JsonNode json() {
            return Attempts.json(body);
        }
    }

    private record Line(int status, String body) {}

    private final HttpServer server;
    private final Deque<Line> script = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private Line usual = new Line(500, "the script is over");

    ScriptedApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param json with ' for " */
    synchronized ScriptedApi answer(int status, String json) {
        script.add(new Line(status, json));
        return this;
    }

    /** When the script is over. */
    synchronized void usually(int status, String json) {
        usual = new Line(status, json);
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    synchronized Asked untilAsked(Predicate<Asked> expected) throws InterruptedException {
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (true) {
            for (Asked one : asked) {
                if (expected.test(one)) {
                    return one;
                }
            }
            long left = deadline - System.currentTimeMillis();
            if (left <= 0) {
                throw new AssertionError("only asked: " + asked);
            }
            wait(left);
        }
    }

    private synchronized Line next(Asked now) {
        asked.add(now);
        notifyAll();
        return script.isEmpty() ? usual : script.removeFirst();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join("|", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Line line = next(
                new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
        byte[] bytes = line.body().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(line.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
