package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server is spoken to.
 *
 * @param version of the protocol
 * @param session that the server has begun; null if it did not
 */
record Server(String version, @Nullable String session) {

    static final String STATELESS = "2026-07-28";
    static final String OLDER = "2025-11-25";

    private static final String META = "io.modelcontextprotocol/";
    private static final String TASKS = META + "tasks";

    private static final int METHOD_NOT_FOUND = -32601;

    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final String METHOD_HEADER = "Mcp-Method";
    private static final Map<String, String> ACCEPTED = Map.of("Accept", "application/json, text/event-stream");

    static final Server NEWEST = new Server(STATELESS, null);

    boolean stateless() {
        return version.equals(STATELESS);
    }

    /**
     * @param named what the header {@code Mcp-Name} says; null for nothing
     * @param more headers of this request
     */
    AgentLine.Wire request(
            McpAgent agent,
            String traceparent,
            int id,
            String method,
            ObjectNode params,
            @Nullable String named,
            Map<String, String> more) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", id).put("method", method);
        ObjectNode given = params.deepCopy();
        ObjectNode meta = given.withObjectProperty("_meta");
        meta.put("traceparent", traceparent);
        if (stateless()) {
            meta.put(META + "protocolVersion", version);
            meta.set(META + "clientInfo", client());
            meta.set(META + "clientCapabilities", capabilities(agent));
        }
        message.set("params", given);
        Map<String, String> headers = headers();
        headers.put(METHOD_HEADER, method);
        if (named != null) {
            headers.put("Mcp-Name", ServerTool.encoded(named));
        }
        headers.putAll(more);
        return new AgentLine.Wire("POST", agent.url(), headers, message);
    }

    /** The first message to a server that knows sessions. */
    static AgentLine.Wire initialize(McpAgent agent) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", 0).put("method", "initialize");
        ObjectNode params = message.putObject("params").put("protocolVersion", OLDER);
        asking(params.putObject("capabilities"), agent);
        params.set("clientInfo", client());
        Map<String, String> headers = new LinkedHashMap<>(ACCEPTED);
        headers.put(METHOD_HEADER, "initialize");
        return new AgentLine.Wire("POST", agent.url(), headers, message);
    }

    AgentLine.Wire notification(McpAgent agent, String method, @Nullable ObjectNode params) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("method", method);
        if (params != null) {
            message.set("params", params);
        }
        Map<String, String> headers = headers();
        headers.put(METHOD_HEADER, method);
        return new AgentLine.Wire("POST", agent.url(), headers, message);
    }

    /** Whether a stream can be taken up again that was the answer to this request; only servers with sessions know how. */
    static boolean resumes(AgentLine.Wire wire) {
        return !STATELESS.equals(wire.headers().get(VERSION_HEADER));
    }

    /** Takes up the stream that was the answer to this request. */
    static AgentLine.Wire resume(AgentLine.Wire wire, String place) {
        Map<String, String> headers = new LinkedHashMap<>(wire.headers());
        headers.remove(METHOD_HEADER);
        headers.remove("Mcp-Name");
        headers.put("Accept", "text/event-stream");
        headers.put("Last-Event-ID", place);
        return new AgentLine.Wire("GET", wire.url(), headers, null);
    }

    /** The stream in which a server with sessions says what belongs to no answer. */
    AgentLine.Wire ears(McpAgent agent) {
        Map<String, String> headers = headers();
        headers.put("Accept", "text/event-stream");
        return new AgentLine.Wire("GET", agent.url(), headers, null);
    }

    AgentLine.Wire ping(McpAgent agent, int id) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", "ping-" + id).put("method", "ping");
        Map<String, String> headers = headers();
        headers.put(METHOD_HEADER, "ping");
        return new AgentLine.Wire("POST", agent.url(), headers, message);
    }

    /** The answer to a question of the server. */
    AgentLine.Wire response(McpAgent agent, JsonNode id, ObjectNode result) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        message.set("id", id);
        message.set("result", result);
        return new AgentLine.Wire("POST", agent.url(), headers(), message);
    }

    AgentLine.Wire refusal(McpAgent agent, JsonNode id, String method) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        message.set("id", id);
        message.putObject("error").put("code", METHOD_NOT_FOUND).put("message", "Nobody does " + method + " here.");
        return new AgentLine.Wire("POST", agent.url(), headers(), message);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(ACCEPTED);
        headers.put(VERSION_HEADER, version);
        if (session != null) {
            headers.put("Mcp-Session-Id", session);
        }
        return headers;
    }

    private static ObjectNode client() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", "baton")
                .put("title", "Baton")
                .put("version", "0.1.0");
    }

    private static JsonNode capabilities(McpAgent agent) {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        capabilities.putObject("extensions").putObject(TASKS);
        asking(capabilities, agent);
        return capabilities;
    }

    private static void asking(ObjectNode capabilities, McpAgent agent) {
        if (agent.onInput() != null) {
            capabilities.putObject("elicitation").putObject("form");
        }
    }
}
