package dev.baton.http.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.Json;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What a client has sent. */
public sealed interface Message {

    /** Longer names and ids are nobody's. */
    int TEXT_CHARS_MAX = 1_024;

    /** @param params an empty object if there are none */
    record Request(JsonNode id, String method, ObjectNode params) implements Message {}

    record Notification(String method, ObjectNode params) implements Message {}

    /** @param result null if the client answered with an error */
    record Response(JsonNode id, @Nullable JsonNode result) implements Message {}

    /** @param id of the request if it has one that can be repeated; else null as JSON knows it */
    record Malformed(JsonNode id, RpcError error) implements Message {}

    static Message read(ByteString body) {
        return switch (Json.parse(body)) {
            case Json.Parsed.Of of -> read(of.json());
            case Json.Parsed.Not not ->
                malformed(
                        NullNode.getInstance(),
                        RpcError.of(400, RpcError.PARSE_ERROR, not.refusal().detail()));
        };
    }

    private static Message read(JsonNode json) {
        if (json.isArray()) {
            return malformed(
                    NullNode.getInstance(), RpcError.invalidRequest("Batches are not taken: send one message."));
        }
        JsonNode id = json.path("id");
        JsonNode known = isId(id) ? id : NullNode.getInstance();
        if (!json.path("jsonrpc").asText().equals("2.0")) {
            return malformed(known, RpcError.invalidRequest("\"jsonrpc\" must be \"2.0\"."));
        }
        if (!id.isMissingNode() && !isId(id)) {
            return malformed(known, RpcError.invalidRequest("\"id\" must be a string or a whole number."));
        }
        JsonNode method = json.path("method");
        if (method.isMissingNode() && !id.isMissingNode() && (json.has("result") || json.has("error"))) {
            return new Response(id, json.get("result"));
        }
        if (!method.isTextual() || method.textValue().length() > TEXT_CHARS_MAX) {
            return malformed(known, RpcError.invalidRequest("\"method\" must be a string."));
        }
        JsonNode params = json.path("params");
        if (!params.isMissingNode() && !params.isObject()) {
            return malformed(known, RpcError.invalidParams("\"params\" must be an object."));
        }
        ObjectNode given = params instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        return id.isMissingNode()
                ? new Notification(method.textValue(), given)
                : new Request(id, method.textValue(), given);
    }

    private static boolean isId(JsonNode id) {
        return id.isIntegralNumber() || (id.isTextual() && id.textValue().length() <= TEXT_CHARS_MAX);
    }

    private static Message malformed(JsonNode id, RpcError error) {
        return new Malformed(id, error);
    }
}
