package dev.baton.http.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.Answers;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Writes messages. */
public final class Rpc {

    private Rpc() {}

    public static ObjectNode result(JsonNode id, JsonNode result) {
        ObjectNode message = message();
        message.set("id", id);
        message.set("result", result);
        return message;
    }

    public static ObjectNode error(JsonNode id, RpcError error) {
        ObjectNode message = message();
        message.set("id", id);
        ObjectNode body = message.putObject("error").put("code", error.code()).put("message", error.message());
        if (error.data() != null) {
            body.set("data", error.data());
        }
        return message;
    }

    public static ObjectNode notification(String method, JsonNode params) {
        ObjectNode message = message().put("method", method);
        message.set("params", params);
        return message;
    }

    public static ObjectNode request(String id, String method, JsonNode params) {
        ObjectNode message = message().put("id", id).put("method", method);
        message.set("params", params);
        return message;
    }

    private static ObjectNode message() {
        return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    }

    public static HttpResponse answer(int status, JsonNode message) {
        return Answers.json(status, out -> out.writeTree(message));
    }

    public static HttpResponse refusal(JsonNode id, RpcError error) {
        HttpResponse response = answer(error.status(), error(id, error));
        return error.retryAfter() == null ? response : response.addHeader(Answers.retryAfter(error.retryAfter()));
    }
}
