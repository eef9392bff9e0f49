package dev.baton.http.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not answered with a result.
 *
 * @param status of HTTP
 * @param data for programs; null for none
 * @param retryAfter when the same request may go well; null if it never will
 */
public record RpcError(
        int status,
        int code,
        String message,
        @Nullable JsonNode data,
        @Nullable Duration retryAfter) {

    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    public static RpcError of(int status, int code, String message) {
        return new RpcError(status, code, message, null, null);
    }

    public static RpcError with(int status, int code, String message, JsonNode data) {
        return new RpcError(status, code, message, data, null);
    }

    public static RpcError invalidRequest(String message) {
        return of(400, INVALID_REQUEST, message);
    }

    public static RpcError invalidParams(String message) {
        return of(400, INVALID_PARAMS, message);
    }

    public static RpcError methodNotFound(String method) {
        return of(404, METHOD_NOT_FOUND, "There is no method " + method + ".");
    }

    /** What the API would answer, in this form; its stable code is in the data. */
    public static RpcError of(Refusal refusal) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("code", refusal.code().code());
        if (refusal.hint() != null) {
            data.put("hint", refusal.hint());
        }
        int code = refusal.code().status() < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
        return new RpcError(refusal.code().status(), code, refusal.detail(), data, refusal.retryAfter());
    }
}
