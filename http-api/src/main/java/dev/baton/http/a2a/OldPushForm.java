package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Version 0.3: configurations of push notifications stand beside the id of their task. */
final class OldPushForm {

    private static final String CONFIG = "pushNotificationConfig";
    private static final String AUTHENTICATION = "authentication";

    private OldPushForm() {}

    /** The operation of version 1.0, for requests of the old form. */
    static Function<Ask, CompletionStage<Outcome>> of(Function<Ask, CompletionStage<Outcome>> operation) {
        return ask -> operation
                .apply(new Ask(
                        ask.exchange(), ask.directory(), ask.agent(), ask.url(), ask.old(), params(ask.params())))
                .thenApply(outcome ->
                        outcome instanceof Outcome.Done done ? new Outcome.Done(result(done.result())) : outcome);
    }

    /** The task is {@code taskId} where there is a configuration, and else {@code id}. */
    private static ObjectNode params(ObjectNode old) {
        if (old.path(CONFIG).isObject()) {
            return config(old.get(CONFIG)).put("taskId", old.path("taskId").asText());
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("taskId", old.path("id").asText())
                .put("id", old.path(CONFIG + "Id").asText());
    }

    static ObjectNode config(JsonNode old) {
        ObjectNode config = old.isObject() ? old.deepCopy() : JsonNodeFactory.instance.objectNode();
        if (config.path(AUTHENTICATION) instanceof ObjectNode authentication) {
            authentication.put("scheme", authentication.at("/schemes/0").asText());
            authentication.remove("schemes");
        }
        return config;
    }

    private static JsonNode result(JsonNode newer) {
        if (newer.has("configs")) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            newer.get("configs").forEach(config -> all.add(old(config)));
            return all;
        }
        return newer.has("url") ? old(newer) : NullNode.getInstance();
    }

    private static ObjectNode old(JsonNode newer) {
        ObjectNode config = newer.deepCopy();
        config.remove("taskId");
        if (config.path(AUTHENTICATION) instanceof ObjectNode authentication) {
            authentication.putArray("schemes").add(authentication.path("scheme").asText());
            authentication.remove("scheme");
        }
        ObjectNode old = JsonNodeFactory.instance.objectNode();
        old.put("taskId", newer.path("taskId").asText()).set(CONFIG, config);
        return old;
    }
}
