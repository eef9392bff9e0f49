package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An agent that answers nobody before it is told to. */
public final class HoldingAgent implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final long PATIENCE_SECONDS = 300;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch told = new CountDownLatch(1);
    private final Map<String, JsonNode> firstByKey = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong firstAnswerNanos = new AtomicLong();
    private volatile long lastAnswerNanos;

    public HoldingAgent() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        boolean prompt = told.getCount() == 0;
        try (exchange) {
            look(key, Api.JSON.readTree(exchange.getRequestBody().readAllBytes()));
            if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            byte[] answer = "{\"output\": 1}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            if (prompt) {
                lastAnswerNanos = System.nanoTime();
                firstAnswerNanos.compareAndSet(0, lastAnswerNanos);
            }
        } catch (IOException callerIsGone) {
            // Another asks again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The key belongs to the attempt, and with it goes one request of one run, however often it is sent. */
    private void look(String key, JsonNode request) {
        calls.incrementAndGet();
        if (!key.equals(request.path("attempt").asText())) {
            faults.add("The key " + key + " is not that of the attempt: " + request);
        }
        JsonNode first = firstByKey.putIfAbsent(key, request);
        if (first != null
                && !List.of("run", "step", "input").stream()
                        .allMatch(field -> first.path(field).equals(request.path(field)))) {
            faults.add("The key " + key + " comes with " + first + ", and with " + request);
        }
    }

    public void answerFromNowOn() {
        told.countDown();
    }

    /** How many different attempts have been sent here. */
    public int attempts() {
        return firstByKey.size();
    }

    /** Calls beyond the first of each attempt. */
    public long repeated() {
        return calls.get() - firstByKey.size();
    }

    /** Runs that have sent something here. */
    public int runs() {
        return (int) firstByKey.values().stream()
                .map(request -> request.path("run").asText())
                .distinct()
                .count();
    }

    /** What was wrong with the keys of calls. */
    public Collection<String> faults() {
        return faults;
    }

    /** To somebody who had not waited before. */
    public long firstAnswerNanos() {
        return firstAnswerNanos.get();
    }

    public long lastAnswerNanos() {
        return lastAnswerNanos;
    }

    @Override
    public void close() {
        told.countDown();
        server.stop(0);
        threads.close();
    }
}
