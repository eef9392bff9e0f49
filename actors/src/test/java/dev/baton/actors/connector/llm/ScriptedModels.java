package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server on loopback that plays models by a script, in the words of OpenAI's Chat Completions and Responses and of
 * Anthropic's Messages: whichever path is asked.
 */
public final class ScriptedModels implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** @param number of the question, from 1 */
    public record Question(int number, String path, Headers headers, JsonNode body) {

        /** The same for a turn that is asked for again. */
        public String key() {
            return String.valueOf(headers.getFirst("Idempotency-Key"));
        }

        /** Turns that the model has taken before, as it is reminded of them. */
        public int turnsBefore() {
            int turns = 0;
            for (JsonNode message : body.path("messages")) {
                turns += message.path("role").asText().equals("assistant") ? 1 : 0;
            }
            return turns;
        }
    }

    /** What the model does next. */
    @FunctionalInterface
    public interface Script {
        Move answer(Question question);
    }

    public sealed interface Move {}

    /** @param finish in neutral words: {@code done}, {@code cut}, {@code refused} */
    public record Says(String text, List<Use> uses, String finish, Tokens tokens) implements Move {}

    public record Use(String id, String tool, String arguments) {}

    public record Tokens(long input, long output, long cached, long reasoning) {}

    /** @param retryAfter header; empty for none */
    public record Fails(int status, String retryAfter, String body) implements Move {}

    /** An answer of status 200 that may be anything. */
    public record Raw(String body) implements Move {}

    /** Never answers. */
    public record Hangs() implements Move {}

    /** Begins to stream, and closes the connection after the first {@code events}. */
    public record BreaksOff(Says says, int events) implements Move {}

    /** Streams the first {@code events}, and is silent from then on. */
    public record Stalls(Says says, int events) implements Move {}

    /** Promises an answer, and closes the connection in the middle of it. */
    public record Breaks() implements Move {}

    public static final Tokens TOKENS = new Tokens(100, 20, 60, 5);

    public static Says says(String text) {
        return new Says(text, List.of(), "done", TOKENS);
    }

    public static Says uses(Use... uses) {
        return new Says("", List.of(uses), "done", TOKENS);
    }

    public static Use use(String id, String tool, String arguments) {
        return new Use(id, tool, arguments);
    }

    private final HttpServer server;
    private final Script script;
    private final List<Question> questions = new CopyOnWriteArrayList<>();
    private final Set<String> charged = ConcurrentHashMap.newKeySet();
    private final AtomicLong input = new AtomicLong();
    private final AtomicLong output = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);

    public ScriptedModels(Script script) {
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

    public List<Question> questions() {
        return questions;
    }

    /** Tokens of all turns that were answered. */
    public long inputTokens() {
        return input.get();
    }

    public long outputTokens() {
        return output.get();
    }

    @Override
    public void close() {
        ended.countDown();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = MAPPER.readTree(exchange.getRequestBody());
            Question question;
            synchronized (questions) {
                question = new Question(
                        questions.size() + 1, exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body);
                questions.add(question);
            }
            move(exchange, question, script.answer(question));
        }
    }

    private void move(HttpExchange exchange, Question question, Move move) throws IOException {
        switch (move) {
            case Says says -> {
                charge(question, says.tokens());
                if (question.body().path("stream").asBoolean()) {
                    stream(exchange, ScriptedStream.of(question.path(), inWordsOf(question, says)));
                } else {
                    send(exchange, 200, inWordsOf(question, says).toString());
                }
            }
            case Fails fails -> {
                if (!fails.retryAfter().isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", fails.retryAfter());
                }
                send(exchange, fails.status(), fails.body());
            }
            case Raw raw -> send(exchange, 200, raw.body());
            case BreaksOff breaks -> {
                List<String> events = ScriptedStream.of(question.path(), inWordsOf(question, breaks.says()));
                stream(exchange, events.subList(0, breaks.events()));
            }
            case Stalls stalls -> {
                List<String> events = ScriptedStream.of(question.path(), inWordsOf(question, stalls.says()));
                stream(exchange, events.subList(0, stalls.events()));
                awaitEnd();
            }
            case Hangs ignored -> awaitEnd();
            case Breaks ignored -> {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write("{\"id\": ".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                throw new IOException("it breaks");
            }
        }
    }

    /** The same turn again costs nothing. */
    private void charge(Question question, Tokens tokens) {
        if (charged.add(question.key())) {
            input.addAndGet(tokens.input());
            output.addAndGet(tokens.output());
        }
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every event for itself, as from a slow server. */
    private static void stream(HttpExchange exchange, List<String> events) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        for (String event : events) {
            exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static ObjectNode inWordsOf(Question question, Says says) {
        String model = question.body().path("model").asText();
        if (question.path().endsWith("/chat/completions")) {
            return chatCompletion(question, model, says);
        }
        return question.path().endsWith("/messages")
                ? anthropicMessage(question, model, says)
                : response(question, model, says);
    }

    private static ObjectNode chatCompletion(Question question, String model, Says says) {
        ObjectNode body = JSON.objectNode();
        body.put("id", "chatcmpl-" + question.number()).put("object", "chat.completion");
        body.put("created", 1_795_251_600).put("model", model);
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        boolean refused = says.finish().equals("refused");
        message.put("content", refused || says.text().isEmpty() ? null : says.text());
        message.put("refusal", refused ? says.text() : null);
        if (!says.uses().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (Use use : says.uses()) {
                calls.addObject()
                        .put("id", use.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", use.tool())
                        .put("arguments", use.arguments());
            }
        }
        choice.putNull("logprobs");
        choice.put(
                "finish_reason",
                says.finish().equals("cut") ? "length" : says.uses().isEmpty() ? "stop" : "tool_calls");
        Tokens tokens = says.tokens();
        ObjectNode usage = body.putObject("usage");
        usage.put("prompt_tokens", tokens.input()).put("completion_tokens", tokens.output());
        usage.put("total_tokens", tokens.input() + tokens.output());
        usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cached());
        usage.putObject("completion_tokens_details").put("reasoning_tokens", tokens.reasoning());
        return body;
    }

    private static ObjectNode anthropicMessage(Question question, String model, Says says) {
        ObjectNode body = JSON.objectNode();
        body.put("id", "msg_" + question.number()).put("type", "message");
        body.put("role", "assistant").put("model", model);
        ArrayNode content = body.putArray("content");
        if (!says.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", says.text());
        }
        for (Use use : says.uses()) {
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", use.id())
                    .put("name", use.tool())
                    .set("input", parsed(use.arguments()));
        }
        body.put(
                "stop_reason",
                switch (says.finish()) {
                    case "cut" -> "max_tokens";
                    case "refused" -> "refusal";
                    default -> says.uses().isEmpty() ? "end_turn" : "tool_use";
                });
        body.putNull("stop_sequence");
        Tokens tokens = says.tokens();
        ObjectNode usage = body.putObject("usage");
        usage.put("input_tokens", tokens.input() - tokens.cached()).put("output_tokens", tokens.output());
        usage.put("cache_read_input_tokens", tokens.cached()).put("cache_creation_input_tokens", 0);
        return body;
    }

    private static ObjectNode response(Question question, String model, Says says) {
        ObjectNode body = JSON.objectNode();
        body.put("id", "resp_" + question.number()).put("object", "response");
        body.put("created_at", 1_795_251_600).put("model", model);
        body.put("status", says.finish().equals("cut") ? "incomplete" : "completed");
        ArrayNode output = body.putArray("output");
        if (!says.text().isEmpty()) {
            ObjectNode message = output.addObject().put("type", "message").put("id", "m" + question.number());
            message.put("role", "assistant").put("status", "completed");
            ObjectNode part = message.putArray("content").addObject();
            if (says.finish().equals("refused")) {
                part.put("type", "refusal").put("refusal", says.text());
            } else {
                part.put("type", "output_text").put("text", says.text()).putArray("annotations");
            }
        }
        for (Use use : says.uses()) {
            output.addObject()
                    .put("type", "function_call")
                    .put("id", "fc_" + use.id())
                    .put("call_id", use.id())
                    .put("name", use.tool())
                    .put("arguments", use.arguments())
                    .put("status", "completed");
        }
        Tokens tokens = says.tokens();
        ObjectNode usage = body.putObject("usage");
        usage.put("input_tokens", tokens.input()).put("output_tokens", tokens.output());
        usage.put("total_tokens", tokens.input() + tokens.output());
        usage.putObject("input_tokens_details").put("cached_tokens", tokens.cached());
        usage.putObject("output_tokens_details").put("reasoning_tokens", tokens.reasoning());
        return body;
    }

    private static JsonNode parsed(String arguments) {
        try {
            return MAPPER.readTree(arguments);
        } catch (IOException e) {
            return JSON.objectNode().put("arguments", arguments);
        }
    }
}
