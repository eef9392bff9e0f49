package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Version 0.3: the same things, named and tagged differently. */
final class OldForm {

    private static final String STATE = "TASK_STATE_";
    private static final String KIND = "kind";

    private OldForm() {}

    /** Parameters of a request as version 1.0 has them. */
    static ObjectNode params(ObjectNode old) {
        ObjectNode params = old.deepCopy();
        if (params.path("message") instanceof ObjectNode message) {
            message.remove(KIND);
            message.put("role", "ROLE_" + message.path("role").asText("user").toUpperCase(Locale.ROOT));
            if (message.path("parts") instanceof ArrayNode parts) {
                message.set("parts", parts(parts));
            }
        }
        if (params.path("configuration") instanceof ObjectNode configuration) {
            if (configuration.has("blocking")) {
                configuration.put(
                        "returnImmediately", !configuration.get("blocking").asBoolean());
            }
            if (configuration.has("pushNotificationConfig")) {
                configuration.set(
                        "taskPushNotificationConfig", OldPushForm.config(configuration.get("pushNotificationConfig")));
            }
        }
        return params;
    }

    private static ArrayNode parts(ArrayNode old) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode one : old) {
            ObjectNode part = parts.addObject();
            switch (one.path(KIND).asText()) {
                case "text" -> part.set("text", one.path("text"));
                case "data" -> part.set("data", one.path("data"));
                case "file" -> {
                    JsonNode file = one.path("file");
                    part.set(file.has("uri") ? "url" : "raw", file.has("uri") ? file.get("uri") : file.path("bytes"));
                    if (file.has("name")) {
                        part.set("filename", file.get("name"));
                    }
                    if (file.has("mimeType")) {
                        part.set("mediaType", file.get("mimeType"));
                    }
                }
                default -> part.set("unknown", one);
            }
        }
        return parts;
    }

    /** A result, or an update of a task, as version 0.3 has it. */
    static JsonNode result(JsonNode result) {
        if (result.has("task")) {
            return task(result.get("task"));
        }
        if (result.has("statusUpdate")) {
            ObjectNode update = result.get("statusUpdate").deepCopy();
            String state = update.at("/status/state").asText();
            boolean rests = !state.equals(STATE + "WORKING") && !state.equals(STATE + "SUBMITTED");
            update.set("status", status(update.get("status")));
            return update.put(KIND, "status-update").put("final", rests);
        }
        if (result.has("artifactUpdate")) {
            ObjectNode update = result.get("artifactUpdate").deepCopy();
            retagged(update.get("artifact"));
            return update.put(KIND, "artifact-update");
        }
        return result.has("status") ? task(result) : result;
    }

    private static ObjectNode task(JsonNode newer) {
        ObjectNode task = newer.deepCopy();
        task.put(KIND, "task");
        task.set("status", status(task.get("status")));
        task.path("artifacts").forEach(OldForm::retagged);
        task.path("history").forEach(OldForm::message);
        return task;
    }

    private static ObjectNode status(JsonNode newer) {
        ObjectNode status = newer.deepCopy();
        String state = status.path("state").asText();
        status.put(
                "state",
                state.substring(STATE.length()).toLowerCase(Locale.ROOT).replace('_', '-'));
        if (status.has("message")) {
            message(status.get("message"));
        }
        return status;
    }

    private static void message(JsonNode message) {
        ((ObjectNode) message)
                .put(KIND, "message")
                .put("role", message.path("role").asText().equals("ROLE_AGENT") ? "agent" : "user");
        retagged(message);
    }

    private static void retagged(JsonNode carrier) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode part : carrier.path("parts")) {
            ObjectNode old = parts.addObject();
            if (part.has("text")) {
                old.put(KIND, "text").set("text", part.get("text"));
            } else if (part.path("data").isObject()) {
                old.put(KIND, "data").set("data", part.get("data"));
            } else if (part.has("data")) {
                // Only objects are data there.
                old.put(KIND, "text").put("text", part.get("data").toString());
            } else {
                file(part, old);
            }
        }
        ((ObjectNode) carrier).set("parts", parts);
    }

    private static void file(JsonNode part, ObjectNode old) {
        ObjectNode file = old.put(KIND, "file").putObject("file");
        file.set(part.has("url") ? "uri" : "bytes", part.has("url") ? part.get("url") : part.path("raw"));
        if (part.has("filename")) {
            file.set("name", part.get("filename"));
        }
        if (part.has("mediaType")) {
            file.set("mimeType", part.get("mediaType"));
        }
    }
}
