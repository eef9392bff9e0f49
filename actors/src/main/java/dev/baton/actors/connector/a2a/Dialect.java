package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A version of the protocol on a binding: how requests are written, and answers read. */
enum Dialect {
    JSON_RPC,
    REST,
    JSON_RPC_03;

    private static final Map<String, String> VERSION = Map.of("A2A-Version", "1.0");
    private static final int INTERNAL_ERROR = -32603;
    private static final int NO_SUCH_METHOD = -32601;
    private static final int TASK_NOT_FOUND = -32001;
    private static final int UNSUPPORTED = -32004;

    /**
     * @param id of the message: an agent that gets the same twice is to know it by this
     * @param task that it answers a question of; null for a new one
     * @param listener where the agent is to say that something has happened; null if it is asked
     */
    record Message(
            String id,
            ArrayNode parts,
            Reply.@Nullable Task task,
            @Nullable String listener) {}

    /** Agents that also speak 0.3 show another card to who does not say what it speaks. */
    static AgentLine.Wire card(URI url) {
        return new AgentLine.Wire("GET", url, VERSION, null);
    }

    AgentLine.Wire send(Peer peer, Message message) {
        // Waiting is done here: the id of the task has to be known, and recorded, as soon as there is one.
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        if (this == JSON_RPC_03) {
            configuration.put("blocking", false);
        } else {
            configuration.put("returnImmediately", true);
        }
        ObjectNode body = body(message, configuration);
        return switch (this) {
            case REST -> rest("POST", peer, "/message:send", body);
            case JSON_RPC -> rpc(peer, "SendMessage", body);
            case JSON_RPC_03 -> rpc(peer, "message/send", body);
        };
    }

    /** The same message, answered by a stream of what comes of it. */
    AgentLine.Wire stream(Peer peer, Message message) {
        ObjectNode body = body(message, JsonNodeFactory.instance.objectNode());
        return streamed(
                switch (this) {
                    case REST -> rest("POST", peer, "/message:stream", body);
                    case JSON_RPC -> rpc(peer, "SendStreamingMessage", body);
                    case JSON_RPC_03 -> rpc(peer, "message/stream", body);
                });
    }

    /** The task as it is, and what comes of it from now on. */
    AgentLine.Wire subscribe(Peer peer, String task) {
        return streamed(
                switch (this) {
                    case REST -> rest("GET", peer, "/tasks/" + encoded(task) + ":subscribe", null);
                    case JSON_RPC -> rpc(peer, "SubscribeToTask", named(task));
                    case JSON_RPC_03 -> rpc(peer, "tasks/resubscribe", named(task));
                });
    }

    private static AgentLine.Wire streamed(AgentLine.Wire wire) {
        Map<String, String> headers = new HashMap<>(wire.headers());
        headers.put("Accept", "text/event-stream");
        return new AgentLine.Wire(wire.method(), wire.url(), headers, wire.body());
    }

    private ObjectNode body(Message message, ObjectNode configuration) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode written = body.putObject("message");
        if (this == JSON_RPC_03) {
            written.put("kind", "message");
        }
        written.put("messageId", message.id()).put("role", this == JSON_RPC_03 ? "user" : "ROLE_USER");
        written.set("parts", this == JSON_RPC_03 ? Parts.toOld(message.parts()) : message.parts());
        if (message.task() != null) {
            written.put("taskId", message.task().id());
            if (!message.task().contextId().isEmpty()) {
                written.put("contextId", message.task().contextId());
            }
        }
        body.set("configuration", configuration);
        if (message.listener() != null) {
            configuration
                    .putObject(this == JSON_RPC_03 ? "pushNotificationConfig" : "taskPushNotificationConfig")
                    .put("id", "baton")
                    .put("url", message.listener());
        }
        return body;
    }

    AgentLine.Wire get(Peer peer, String task) {
        return switch (this) {
            case REST -> rest("GET", peer, "/tasks/" + encoded(task), null);
            case JSON_RPC -> rpc(peer, "GetTask", named(task));
            case JSON_RPC_03 -> rpc(peer, "tasks/get", named(task));
        };
    }

    AgentLine.Wire cancel(Peer peer, String task) {
        return switch (this) {
            case REST ->
                rest("POST", peer, "/tasks/" + encoded(task) + ":cancel", JsonNodeFactory.instance.objectNode());
            case JSON_RPC -> rpc(peer, "CancelTask", named(task));
            case JSON_RPC_03 -> rpc(peer, "tasks/cancel", named(task));
        };
    }

    private static ObjectNode named(String task) {
        return JsonNodeFactory.instance.objectNode().put("id", task);
    }

    private static String encoded(String task) {
        return URLEncoder.encode(task, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, String> headers() {
        return this == JSON_RPC_03 ? Map.of() : VERSION;
    }

    private AgentLine.Wire rpc(Peer peer, String method, ObjectNode params) {
        if (!peer.tenant().isEmpty()) {
            params.put("tenant", peer.tenant());
        }
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
        return new AgentLine.Wire("POST", peer.url(), headers(), call);
    }

    private AgentLine.Wire rest(String method, Peer peer, String path, @Nullable ObjectNode body) {
        String base = peer.url().toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        String tenant = peer.tenant().isEmpty() ? "" : "/" + encoded(peer.tenant());
        return new AgentLine.Wire(method, URI.create(root + tenant + path), headers(), body);
    }

    /** @throws Unreadable if this is no answer of the protocol */
    Reply read(JsonNode body) throws Unreadable {
        JsonNode error = body.path("error");
        if (error.isObject()) {
            return refused(error);
        }
        JsonNode result = result(body);
        if (this == JSON_RPC_03) {
            return result.path("kind").asText().equals("message")
                    ? new Reply.Said(Parts.fromOld(result.path("parts")))
                    : task(result);
        }
        if (result.path("message").isObject()) {
            return new Reply.Said(parts(result.path("message").path("parts")));
        }
        return task(result.path("task").isObject() ? result.path("task") : result);
    }

    /** What an answer, or a message of a stream, is about. */
    JsonNode result(JsonNode body) throws Unreadable {
        JsonNode result = this == REST ? body : body.path("result");
        if (!result.isObject()) {
            throw new Unreadable("its answer has no result");
        }
        return result;
    }

    private static Reply refused(JsonNode error) {
        int code = error.path("code").asInt();
        String told = error.path("message").asText("no reason");
        // A task that is lost is begun anew by another attempt; a fault may be gone by then.
        boolean again = code == INTERNAL_ERROR || code == TASK_NOT_FOUND || code >= 500 || code == 404 || code == 429;
        return new Reply.Refused(told + " (" + code + ")", again, code == UNSUPPORTED || code == NO_SUCH_METHOD);
    }

    private Reply.Task task(JsonNode task) throws Unreadable {
        if (!task.path("id").isTextual() || !task.path("status").path("state").isTextual()) {
            throw new Unreadable("its answer is neither a message nor a task with an id and a state");
        }
        List<ArrayNode> artifacts = new ArrayList<>();
        for (JsonNode artifact : task.path("artifacts")) {
            artifacts.add(parts(artifact.path("parts")));
        }
        JsonNode status = task.path("status");
        return new Reply.Task(
                task.get("id").textValue(),
                task.path("contextId").asText(),
                TaskState.of(status.path("state").textValue()),
                artifacts,
                parts(status.path("message").path("parts")),
                stamp(status));
    }

    /** Tells a change of state from others, if the agent gives its time or its message an id. */
    static String stamp(JsonNode status) {
        return status.path("timestamp").asText()
                + status.path("message").path("messageId").asText();
    }

    /** In the form of version 1.0. */
    ArrayNode parts(JsonNode parts) {
        if (this == JSON_RPC_03) {
            return Parts.fromOld(parts);
        }
        return parts instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
    }
}
