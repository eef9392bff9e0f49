package dev.baton.actors.connector.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Says at once, for each system, that the work is done, in as few requests as its connector needs. */
final class VendorStub {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TEXT = "x".repeat(400);

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Map<String, String> marks = new ConcurrentHashMap<>();
    private String url = "";

    private VendorStub() {}

    /** Prints its port, and ends when its standard input does. */
    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        VendorStub stub = new VendorStub();
        stub.url = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", stub::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Until the one who measures is gone.
        }
        System.exit(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().toString();
            String type = path.equals("/stream") ? "text/event-stream" : "application/json";
            String answer = path.equals("/requests")
                    ? String.valueOf(requests.get())
                    : answer(exchange.getRequestMethod(), path, sent);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String answer(String method, String path, byte[] sent) throws IOException {
        requests.incrementAndGet();
        String system = path.split("[/?]")[1];
        return switch (system) {
            case "token" -> "{\"access_token\":\"t\",\"expires_in\":3600}";
            case "stream" -> "data: {\"delta\":\"x\"}\n\ndata: {\"output\":\"" + TEXT + "\"}\n\n";
            case "agentforce" -> agentforce(path);
            case "copilot" -> copilot(method, path, sent);
            case "crewai" ->
                path.endsWith("/kickoff")
                        ? "{\"kickoff_id\":\"k" + ids.incrementAndGet() + "\"}"
                        : "{\"status\":\"completed\",\"result\":{\"output\":\"" + TEXT + "\"}}";
            case "langgraph" -> langgraph(method, path);
            case "adk" -> adk(method, path, sent);
            case "mastra" -> "{\"text\":\"" + TEXT + "\"}";
            case "a2a" -> a2a(method, sent);
            default -> "{\"output\":\"" + TEXT + "\"}";
        };
    }

    private String agentforce(String path) {
        return path.endsWith("/sessions")
                ? "{\"sessionId\":\"s" + ids.incrementAndGet() + "\"}"
                : "{\"messages\":[{\"type\":\"Inform\",\"message\":\"" + TEXT + "\"}]}";
    }

    private String copilot(String method, String path, byte[] sent) throws IOException {
        if (path.endsWith("/conversations")) {
            return "{\"conversationId\":\"c" + ids.incrementAndGet() + "\"}";
        }
        String conversation = path.split("/")[3];
        if (method.equals("POST")) {
            marks.put(
                    conversation, MAPPER.readTree(sent).at("/channelData/baton").asText());
            return "{\"id\":\"1\"}";
        }
        String mark = marks.get(conversation);
        if (mark == null) {
            return "{\"activities\":[]}";
        }
        if (path.contains("watermark")) {
            marks.remove(conversation);
            return "{\"activities\":[],\"watermark\":\"2\"}";
        }
        return "{\"activities\":[{\"type\":\"message\",\"from\":{\"id\":\"baton\"},\"channelData\":{\"baton\":\"" + mark
                + "\"}},{\"type\":\"message\",\"from\":{\"id\":\"bot\"},\"text\":\"" + TEXT
                + "\"},{\"type\":\"endOfConversation\",\"from\":{\"id\":\"bot\"}}],\"watermark\":\"2\"}";
    }

    private String langgraph(String method, String path) {
        boolean runs = path.contains("/runs");
        if (method.equals("POST")) {
            return runs ? "{\"run_id\":\"r" + ids.incrementAndGet() + "\"}" : "{}";
        }
        if (path.contains("/runs?")) {
            return "[]";
        }
        return runs ? "{\"status\":\"success\"}" : "{\"status\":\"idle\",\"values\":{\"answer\":\"" + TEXT + "\"}}";
    }

    private String adk(String method, String path, byte[] sent) throws IOException {
        if (path.endsWith("/run")) {
            told.add(MAPPER.readTree(sent).path("sessionId").asText());
            return "[]";
        }
        String session = path.substring(path.lastIndexOf('/') + 1);
        boolean done = method.equals("GET") && told.remove(session);
        return "{\"id\":\"" + session + "\",\"state\":{},\"lastUpdateTime\":1,\"events\":"
                + (done
                        ? "[{\"author\":\"user\",\"content\":{\"parts\":[{\"text\":\"go\"}]}},{\"author\":\"a\",\"content\":{\"parts\":[{\"text\":\""
                                + TEXT + "\"}]}}]"
                        : "[]")
                + "}";
    }

    private String a2a(String method, byte[] sent) throws IOException {
        if (method.equals("GET")) {
            return "{\"name\":\"a\",\"description\":\"d\",\"version\":\"1\",\"supportedInterfaces\":[{\"url\":\"" + url
                    + "/a2a/rpc\",\"protocolBinding\":\"JSONRPC\",\"protocolVersion\":\"1.0\"}],\"capabilities\":{},"
                    + "\"defaultInputModes\":[\"text/plain\"],\"defaultOutputModes\":[\"text/plain\"],\"skills\":[]}";
        }
        JsonNode asked = MAPPER.readTree(sent);
        return "{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id")
                + ",\"result\":{\"message\":{\"messageId\":\"m1\",\"role\":\"ROLE_AGENT\",\"parts\":[{\"text\":\""
                + TEXT
                + "\"}]}}}";
    }
}
