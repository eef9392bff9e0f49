package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Agents that do nothing but number and remember their calls. The number is their output, so that a result can be traced
 * to the very call that it came from.
 *
 * <p>{@code /prompt} answers after a few milliseconds; {@code /shaky} answers the first attempt at a step with 503, however
 * often it is sent; {@code /later} answers 202 and then calls back until somebody listens.
 */
public final class RecordingAgent implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final long WORK_MICROS_MAX = 12_000;

    /** @param number of the call, from 1; the output of the agent */
    public record Call(
            long number, String run, String step, String attempt, String key, String trace, JsonNode input) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong count = new AtomicLong();
    private final Map<String, List<Call>> byRun = new ConcurrentHashMap<>();
    private final Map<String, String> firstAttempts = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> acknowledgedCallbacks = new ConcurrentHashMap<>();
    private final Map<String, Api> servers = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Consumer<Call> onFirst;
    private volatile boolean closed;

    /** @param onFirst is told of each attempt when it is sent for the first time */
    RecordingAgent(Consumer<Call> onFirst) throws IOException {
        this.onFirst = onFirst;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public long calls() {
        return count.get();
    }

    /** Calls beyond the first of each attempt. */
    public long repeated() {
        return count.get() - seen.size();
    }

    public List<Call> calls(String run) {
        return byRun.getOrDefault(run, List.of());
    }

    Set<String> runs() {
        return byRun.keySet();
    }

    /** By attempt: the number of the call whose callback was acknowledged as recorded. */
    Map<String, Long> acknowledgedCallbacks() {
        return acknowledgedCallbacks;
    }

    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        servers.values().forEach(api -> all.addAll(api.log().failures()));
        return all;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            JsonNode body = Api.JSON.readTree(exchange.getRequestBody().readAllBytes());
            Call call = record(exchange, body);
            work(call);
            switch (exchange.getRequestURI().getPath()) {
                case "/prompt" -> answer(exchange, 200, output(call));
                case "/shaky" -> answer(exchange, isFirstAttempt(call) ? 503 : 200, output(call));
                case "/later" -> {
                    answer(exchange, 202, Api.JSON.createObjectNode());
                    threads.execute(() -> callBack(body.path("callback").asText(), call));
                }
                default -> answer(exchange, 404, Api.JSON.createObjectNode());
            }
        } catch (IOException callerIsDead) {
            // It will ask again when it is back.
        } catch (RuntimeException defect) {
            faults.add("The agent fails: " + defect);
        }
    }

    private Call record(HttpExchange exchange, JsonNode body) {
        Call call = new Call(
                count.incrementAndGet(),
                body.path("run").asText(),
                body.path("step").asText(),
                body.path("attempt").asText(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")),
                body.path("input"));
        byRun.computeIfAbsent(call.run(), run -> new java.util.concurrent.CopyOnWriteArrayList<>())
                .add(call);
        firstAttempts.putIfAbsent(place(call), call.attempt());
        if (seen.add(call.attempt())) {
            onFirst.accept(call);
        }
        return call;
    }

    private static String place(Call call) {
        return call.run() + " " + call.step();
    }

    private boolean isFirstAttempt(Call call) {
        return call.attempt().equals(firstAttempts.get(place(call)));
    }

    /** Takes its time, so that the server has calls open when it dies. */
    private static void work(Call call) {
        LockSupport.parkNanos(Math.floorMod(call.attempt().hashCode(), WORK_MICROS_MAX) * 1_000L);
    }

    private static ObjectNode output(Call call) {
        ObjectNode answer = Api.JSON.createObjectNode();
        ObjectNode output = answer.putObject("output");
        output.put("call", call.number());
        if (call.input().has("round")) {
            output.set("round", call.input().get("round"));
        }
        return answer;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void callBack(String callback, Call call) {
        int path = callback.indexOf("/v1/");
        if (path < 0) {
            faults.add("There is no callback: " + call);
            return;
        }
        Api api = servers.computeIfAbsent(callback.substring(0, path), Api::new);
        try {
            Answer.Given given = api.settle(
                    () -> closed,
                    () -> api.post(callback.substring(path), output(call).toString()));
            if (given.status() == 200 && given.body().path("status").asText().equals("recorded")) {
                acknowledgedCallbacks.put(call.attempt(), call.number());
            } else if (given.status() != 200 && given.status() != 409) {
                faults.add("A callback is answered with " + given);
            }
        } catch (IllegalStateException givenUp) {
            faults.add("A callback was never taken: " + call);
        }
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.close();
        servers.values().forEach(Api::close);
    }
}
