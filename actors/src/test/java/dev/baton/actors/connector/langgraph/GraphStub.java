package dev.baton.actors.connector.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Threads and runs of the graph {@code worker}, in the form of a LangGraph server; one thread serves all. */
final class GraphStub implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> threads = new HashMap<>();
    private final Map<String, ArrayNode> runs = new HashMap<>();

    GraphStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        JsonNode body = sent.length == 0 ? JSON.createObjectNode() : JSON.readTree(sent);
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        boolean post = exchange.getRequestMethod().equals("POST");
        JsonNode answer = path.length == 1 ? thread(body) : ofThread(path, post, body);
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.has("detail") ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode thread(JsonNode body) {
        String id = body.path("thread_id").asText();
        runs.computeIfAbsent(id, ignored -> JSON.createArrayNode());
        return threads.computeIfAbsent(id, ignored -> {
            ObjectNode thread = JSON.createObjectNode().put("thread_id", id).put("status", "idle");
            thread.putObject("interrupts");
            thread.putNull("values");
            return thread;
        });
    }

    private JsonNode ofThread(String[] path, boolean post, JsonNode body) {
        ObjectNode thread = threads.get(path[1]);
        ArrayNode all = runs.get(path[1]);
        if (thread == null || all == null) {
            return JSON.createObjectNode().put("detail", "Thread not found");
        }
        if (path.length == 2) {
            return thread;
        }
        if (path.length == 3) {
            return post ? begin(thread, all, body) : all;
        }
        for (JsonNode run : all) {
            if (run.path("run_id").asText().equals(path[3])) {
                return path.length == 4 ? run : ofRun(thread, (ObjectNode) run, path[4]);
            }
        }
        return JSON.createObjectNode().put("detail", "Run not found");
    }

    private static JsonNode ofRun(ObjectNode thread, ObjectNode run, String verb) {
        if (verb.equals("cancel")) {
            run.put("status", "interrupted");
            return JSON.createObjectNode();
        }
        ObjectNode joined = JSON.createObjectNode();
        joined.putObject("__error__").put("error", "Error").put("message", "the index is empty");
        return run.path("status").asText().equals("error") ? joined : thread.path("values");
    }

    private JsonNode begin(ObjectNode thread, ArrayNode all, JsonNode body) {
        if (!body.path("assistant_id").asText().equals("worker")) {
            return JSON.createObjectNode().put("detail", "No assistant found");
        }
        ObjectNode run = all.addObject();
        run.put("run_id", "run-" + all.size()).put("status", "success");
        run.set("metadata", body.path("metadata"));
        String text = body.at("/input/text").asText();
        JsonNode resume = body.at("/command/resume");
        thread.put("status", "idle").putObject("interrupts");
        if (text.equals("fail")) {
            run.put("status", "error");
            thread.put("status", "error");
        } else if (text.equals("for ever")) {
            run.put("status", "running");
            thread.put("status", "busy");
        } else if (text.equals("ask")) {
            // The run has ended well, though the graph waits.
            thread.put("status", "interrupted");
            ObjectNode interrupt =
                    ((ObjectNode) thread.get("interrupts")).putArray("task-1").addObject();
            interrupt.put("id", "i-1").putObject("value").put("may", "I send it?");
        } else {
            thread.putObject("values")
                    .put("answer", "did " + text)
                    .put("approvedBy", resume.path("by").asText("nobody"));
        }
        return run;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
