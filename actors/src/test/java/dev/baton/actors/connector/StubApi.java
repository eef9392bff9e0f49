package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server on loopback that answers JSON, and forms, with JSON, as a test says, and a client to reach it with. */
public final class StubApi implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param json quotes may be single ones; empty to hang up in place of an answer */
    public record Answer(int status, String json) {}

    /** What the server does. */
    @FunctionalInterface
    public interface Script {

        /** @param asked method and path with query */
        Answer answer(String asked, JsonNode body);
    }

    private final HttpServer server;
    private final Script script;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.start(
            HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                    .withFallback(ConfigFactory.load())),
            new SimpleMeterRegistry());

    public StubApi(Script script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public HttpClient client() {
        return client;
    }

    /** To agents behind this server. */
    public AgentLine line(Secrets secrets) {
        return new AgentLine(client, secrets, InstantSource.system());
    }

    /** Method and path of each request, in their order. */
    public List<String> asked() {
        return asked;
    }

    /** A header of each request, in their order; null where it was not sent. */
    public List<@Nullable String> header(String name) {
        return headers.stream().map(one -> one.getFirst(name)).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(what);
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            headers.add(exchange.getRequestHeaders());
            JsonNode body = sent.length > 0 && type.contains("json")
                    ? MAPPER.readTree(sent)
                    : sent.length > 0 && type.endsWith("form-urlencoded")
                            ? form(new String(sent, StandardCharsets.UTF_8))
                            : MAPPER.createObjectNode();
            Answer answer = script.answer(what, body);
            byte[] bytes = answer.json().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0) {
                exchange.sendResponseHeaders(answer.status(), bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    /** The fields, as members. */
    public static JsonNode form(String text) {
        ObjectNode fields = MAPPER.createObjectNode();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(
                    URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    /** The attempt after it has taken this turn. */
    public static AttemptRequest after(
            AttemptRequest before, AttemptResult.Progressed turn, AgentTurn.Result... results) {
        List<AgentTurn.Past> turns = new ArrayList<>(before.turns());
        turns.add(new AgentTurn.Past(turn.record(), List.of(results)));
        return before.with(turns);
    }
}
