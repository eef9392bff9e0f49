package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An A2A agent on loopback that answers what its script says, in turn, and keeps what it was asked. */
final class ScriptedAgent implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param body null for a request without one */
    record Asked(String method, String path, String version, String authorization, JsonNode body) {
        String rpc() {
            return body.path("method").asText();
        }
    }

    /** @param held whether the answer is not ended before the agent is */
    private record Line(int status, String type, String body, boolean held) {
        Line(int status, String body) {
            this(status, "application/json", body, false);
        }
    }

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Line> script = new ArrayDeque<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private String card;

    ScriptedAgent() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", this::serve);
        server.start();
        card = cardOf("JSONRPC", "1.0");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String cardOf(String binding, String version) {
        return "{'name': 'a', 'supportedInterfaces': [{'url': 'u', 'protocolBinding': 'GRPC', 'protocolVersion': '1.0'},"
                + " {'url': '" + url() + "/a2a', 'protocolBinding': '" + binding + "', 'protocolVersion': '" + version
                + "'}]}";
    }

    /** @param json with ' for " */
    ScriptedAgent card(String json) {
        card = json;
        return this;
    }

    /** @param result of the JSON-RPC answer, with ' for " */
    ScriptedAgent result(String result) {
        return answer(200, "{'jsonrpc': '2.0', 'id': 1, 'result': " + result + "}");
    }

    synchronized ScriptedAgent answer(int status, String json) {
        script.add(new Line(status, json));
        return this;
    }

    /** Messages of a stream that ends behind them. */
    ScriptedAgent stream(String... results) {
        return stream(false, results);
    }

    /** Messages of a stream, which then goes on without another. */
    ScriptedAgent held(String... results) {
        return stream(true, results);
    }

    private synchronized ScriptedAgent stream(boolean held, String... results) {
        StringBuilder events = new StringBuilder();
        for (String result : results) {
            events.append("data: {'jsonrpc': '2.0', 'id': 1, 'result': ")
                    .append(result)
                    .append("}\n\n");
        }
        script.add(new Line(200, "text/event-stream", events.toString(), held));
        return this;
    }

    static String task(String state, String more) {
        return "{'id': 't1', 'contextId': 'c1', 'status': {'state': '" + state + "'" + more + "}}";
    }

    private synchronized Line next() {
        return script.isEmpty() ? new Line(500, "the script is over") : script.removeFirst();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.equals(Card.PATH)) {
            send(exchange, new Line(card.isEmpty() ? 404 : 200, card));
            return;
        }
        asked.add(new Asked(
                exchange.getRequestMethod(),
                path,
                String.valueOf(exchange.getRequestHeaders().getFirst("A2A-Version")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                body.length == 0 ? MAPPER.missingNode() : MAPPER.readTree(body)));
        send(exchange, next());
    }

    private void send(HttpExchange exchange, Line line) throws IOException {
        byte[] bytes = line.body().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", line.type());
        exchange.sendResponseHeaders(line.status(), line.held() ? 0 : bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        if (line.held()) {
            exchange.getResponseBody().flush();
            awaitClosed();
        }
        exchange.close();
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
