package dev.baton.cluster.nodesdemo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** An agent that takes its time, and remembers by which keys it was called. */
final class DemoAgent implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final Duration WORK = Duration.ofMillis(150);
    private static final byte[] ANSWER = "{\"output\": {\"done\": true}}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final Map<String, LongAdder> callsByKey = new ConcurrentHashMap<>();

    DemoAgent() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            callsByKey.computeIfAbsent(key, first -> new LongAdder()).increment();
            LockSupport.parkNanos(WORK.toNanos());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        }
    }

    long calls() {
        return callsByKey.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Calls beyond the first with the same key. */
    long repeated() {
        return calls() - callsByKey.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
