package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Rejection;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.rpc.RpcError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why something is not done, as both bindings can say it.
 *
 * @param retryAfter when the same request may go well; null if it never will
 */
record Fault(Kind kind, String message, @Nullable Duration retryAfter) {

    private static final String DOMAIN = "a2a-protocol.org";

    /** The errors of the protocol that come up here, and those of JSON-RPC. */
    enum Kind {
        TASK_NOT_FOUND(-32001, 404, "NOT_FOUND"),
        TASK_NOT_CANCELABLE(-32002, 400, "FAILED_PRECONDITION"),
        UNSUPPORTED_OPERATION(-32004, 400, "FAILED_PRECONDITION"),
        CONTENT_TYPE_NOT_SUPPORTED(-32005, 400, "INVALID_ARGUMENT"),
        VERSION_NOT_SUPPORTED(-32009, 400, "FAILED_PRECONDITION"),
        AGENT_NOT_FOUND(RpcError.INVALID_REQUEST, 404, "NOT_FOUND"),
        INVALID_REQUEST(RpcError.INVALID_REQUEST, 400, "INVALID_ARGUMENT"),
        METHOD_NOT_FOUND(RpcError.METHOD_NOT_FOUND, 404, "UNIMPLEMENTED"),
        INVALID_PARAMS(RpcError.INVALID_PARAMS, 400, "INVALID_ARGUMENT"),
        OVERLOADED(RpcError.INTERNAL_ERROR, 429, "RESOURCE_EXHAUSTED"),
        UNAVAILABLE(RpcError.INTERNAL_ERROR, 503, "UNAVAILABLE"),
        INTERNAL(RpcError.INTERNAL_ERROR, 500, "INTERNAL");

        private final int code;
        private final int status;
        private final String name;

        Kind(int code, int status, String name) {
            this.code = code;
            this.status = status;
            this.name = name;
        }
    }

    static Fault of(Kind kind, String message) {
        return new Fault(kind, message, null);
    }

    static Fault invalid(String message) {
        return of(Kind.INVALID_PARAMS, message);
    }

    static Fault noTask(String id) {
        return of(Kind.TASK_NOT_FOUND, "There is no task " + id + ".");
    }

    static Fault of(Rejection rejection) {
        return rejection.code() == Rejection.Code.RUN_NOT_FOUND
                ? of(Kind.TASK_NOT_FOUND, rejection.message())
                : of(Failures.refusal(rejection));
    }

    /** What the API would answer. */
    static Fault of(Refusal refusal) {
        Kind kind = switch (refusal.code().status()) {
            case 429 -> Kind.OVERLOADED;
            case 503 -> Kind.UNAVAILABLE;
            case 500 -> Kind.INTERNAL;
            default -> Kind.INVALID_REQUEST;
        };
        return new Fault(kind, refusal.detail(), refusal.retryAfter());
    }

    RpcError rpc() {
        return new RpcError(200, kind.code, message, details(), retryAfter);
    }

    int status() {
        return kind.status;
    }

    ObjectNode rest() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("code", kind.status)
                .put("status", kind.name)
                .put("message", message)
                .set("details", details());
        return body;
    }

    private ArrayNode details() {
        ArrayNode details = JsonNodeFactory.instance.arrayNode();
        details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", kind.name())
                .put("domain", DOMAIN);
        return details;
    }
}
