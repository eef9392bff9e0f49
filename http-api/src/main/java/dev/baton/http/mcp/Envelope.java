package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Json;
import dev.baton.http.follow.Seal;
import dev.baton.http.rpc.Message;
import dev.baton.http.rpc.RpcError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out which version a request speaks and who sent it, and whether its headers say what its body says. */
final class Envelope {

    static final String SESSION_HEADER = "Mcp-Session-Id";
    static final String INITIALIZE = "initialize";

    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final String META = "io.modelcontextprotocol/";
    private static final int HEADER_MISMATCH = -32020;
    private static final int UNSUPPORTED_VERSION = -32022;
    private static final int NO_SESSION = -32001;
    private static final String SESSION = "mcp-session";

    /** Where the value of {@code Mcp-Name} stands in the body. */
    private static final Map<String, String> NAMED = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");

    /** Others cannot be sent, so nobody waits for them. */
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    private static final int BASE64_GROUP = 4;

    private final Seal seal;

    Envelope(Seal seal) {
        this.seal = seal;
    }

    /** What a request is, or why it is refused. */
    sealed interface Opened {
        record Call(McpCall call) implements Opened {}

        record Refused(RpcError error) implements Opened {}
    }

    /** Whether the sender speaks the version without sessions, as far as can be seen. */
    static boolean stateless(Exchange exchange, ObjectNode params) {
        String said = header(exchange, VERSION_HEADER);
        return params.path("_meta").has(META + "protocolVersion")
                || (said != null
                        && Era.of(said).filter(era -> era == Era.STATELESS).isPresent());
    }

    Opened open(Exchange exchange, Message.Request request) {
        return stateless(exchange, request.params())
                ? openStateless(exchange, request)
                : openInSession(exchange, request);
    }

    private static Opened openStateless(Exchange exchange, Message.Request request) {
        JsonNode meta = request.params().path("_meta");
        JsonNode version = meta.path(META + "protocolVersion");
        JsonNode capabilities = meta.path(META + "clientCapabilities");
        if (!version.isTextual()) {
            return refused(RpcError.invalidParams("params._meta must have \"" + META + "protocolVersion\"."));
        }
        if (!capabilities.isObject()) {
            return refused(RpcError.invalidParams("params._meta must have \"" + META
                    + "clientCapabilities\", an object; {} if the client has none."));
        }
        @Nullable
        RpcError mismatch = mismatch(exchange, VERSION_HEADER, version.textValue(), "the version in params._meta");
        if (mismatch == null
                && Era.of(version.textValue())
                        .filter(era -> era == Era.STATELESS)
                        .isEmpty()) {
            return refused(unsupported(version.textValue()));
        }
        if (mismatch == null) {
            mismatch = mismatch(exchange, "Mcp-Method", request.method(), "the method");
        }
        String named = NAMED.get(request.method());
        if (mismatch == null && named != null && request.params().path(named).isTextual()) {
            mismatch =
                    mismatch(exchange, "Mcp-Name", request.params().path(named).textValue(), "params." + named);
        }
        return mismatch == null
                ? new Opened.Call(new McpCall(
                        Client.of(Era.STATELESS, capabilities),
                        request.id(),
                        request.method(),
                        request.params(),
                        exchange))
                : refused(mismatch);
    }

    /** Arguments that a tool wants to see in headers, too, must be there and the same; null if they are. */
    static @Nullable RpcError mirrored(McpCall call, JsonNode inputSchema) {
        for (Map.Entry<String, JsonNode> property :
                inputSchema.path("properties").properties()) {
            JsonNode name = property.getValue().path("x-mcp-header");
            if (!HEADER.matcher(name.asText()).matches()) {
                continue;
            }
            String header = "Mcp-Param-" + name.textValue();
            JsonNode value = call.params().path("arguments").path(property.getKey());
            String where = "params.arguments." + property.getKey();
            boolean there = value.isValueNode() && !value.isNull();
            RpcError mismatch = there ? mismatch(call.exchange(), header, value.asText(), where) : null;
            if (!there && header(call.exchange(), header) != null) {
                mismatch = RpcError.of(400, HEADER_MISMATCH, "There is a header " + header + ", but no " + where + ".");
            }
            if (mismatch != null) {
                return mismatch;
            }
        }
        return null;
    }

    private static @Nullable RpcError mismatch(Exchange exchange, String header, String wanted, String where) {
        String said = header(exchange, header);
        if (said == null) {
            return RpcError.of(400, HEADER_MISMATCH, "The header " + header + " is missing; it must be " + where + ".");
        }
        return decoded(said).equals(wanted)
                ? null
                : RpcError.of(
                        400,
                        HEADER_MISMATCH,
                        "The header " + header + " is \"" + said + "\", but " + where + " is \"" + wanted + "\".");
    }

    /** What HTTP cannot carry comes as {@code =?base64?...?=}. */
    private static String decoded(String value) {
        if (!value.startsWith("=?base64?") || !value.endsWith("?=")) {
            return value;
        }
        try {
            String encoded = value.substring("=?base64?".length(), value.length() - 2);
            // The decoder of Java would do without padding.
            if (encoded.length() % BASE64_GROUP != 0) {
                return value;
            }
            byte[] bytes = Base64.getDecoder().decode(encoded);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return value;
        }
    }

    private Opened openInSession(Exchange exchange, Message.Request request) {
        @Nullable String version = header(exchange, VERSION_HEADER);
        boolean begins = request.method().equals(INITIALIZE);
        // A client that does not say its version yet is one that begins, or an old one.
        if (!begins && version != null && Era.of(version).isEmpty()) {
            return refused(unsupported(version));
        }
        @Nullable String token = header(exchange, SESSION_HEADER);
        if (begins || token == null) {
            JsonNode capabilities =
                    begins ? request.params().path("capabilities") : JsonNodeFactory.instance.objectNode();
            return call(exchange, request, capabilities);
        }
        Optional<String> session = seal.open(SESSION, token);
        return session.isEmpty()
                ? refused(RpcError.of(
                        404, NO_SESSION, "There is no such session, or it has expired: begin with initialize."))
                : call(exchange, request, Json.stored(session.get()));
    }

    private static Opened call(Exchange exchange, Message.Request request, JsonNode capabilities) {
        return new Opened.Call(new McpCall(
                Client.of(Era.SESSIONS, capabilities), request.id(), request.method(), request.params(), exchange));
    }

    /** The session is all that the client has declared of itself that matters, sealed. */
    String session(JsonNode capabilities) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        if (Client.of(Era.SESSIONS, capabilities).elicits()) {
            kept.putObject("elicitation");
        }
        return seal.close(SESSION, kept.toString(), McpServer.SESSION_MAX);
    }

    private static RpcError unsupported(String version) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("requested", version);
        Era.SUPPORTED.forEach(data.putArray("supported")::add);
        return RpcError.with(400, UNSUPPORTED_VERSION, "Version " + version + " is not spoken here.", data);
    }

    private static @Nullable String header(Exchange exchange, String name) {
        String value = exchange.header(name);
        return value == null ? null : value.strip();
    }

    private static Opened refused(RpcError error) {
        return new Opened.Refused(error);
    }
}
