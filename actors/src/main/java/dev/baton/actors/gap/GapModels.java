package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/** The models that an agent prefers, as the chain that the {@code llm} connector asks. */
final class GapModels {

    private GapModels() {}

    private record Provider(
            String api, String url, @Nullable String key) {}

    /** @param elsewhere where models are whose provider is not known; null if nobody said */
    static ArrayNode chain(JsonNode model, @Nullable String elsewhere) {
        ArrayNode chain = JsonNodeFactory.instance.arrayNode();
        add(chain, model.path("preferred").asText(), elsewhere);
        model.path("fallback").forEach(next -> add(chain, next.asText(), elsewhere));
        if (chain.isEmpty()) {
            throw new GapFolder.Unreadable("agent.yaml names no model, and no agent under 'a2a' that does the work");
        }
        return chain;
    }

    private static void add(ArrayNode chain, String named, @Nullable String elsewhere) {
        if (named.isEmpty()) {
            return;
        }
        int colon = named.indexOf(':');
        String model = named.substring(colon + 1);
        Provider provider = provider(colon < 0 ? guessed(model) : named.substring(0, colon), elsewhere);
        if (provider == null) {
            throw new GapFolder.Unreadable("it is not known where the model " + named + " is: say it with --model-url");
        }
        var one =
                chain.addObject().put("api", provider.api()).put("model", model).put("url", provider.url());
        if (provider.key() != null) {
            one.put("key", "secret://" + provider.key());
        }
    }

    private static String guessed(String model) {
        if (model.startsWith("claude")) {
            return "anthropic";
        }
        return model.startsWith("gpt-") && !model.startsWith("gpt-oss") ? "openai" : "";
    }

    private static @Nullable Provider provider(String name, @Nullable String elsewhere) {
        return switch (name) {
            case "anthropic" -> new Provider("anthropic", "https://api.anthropic.com", "anthropic");
            case "openai" -> new Provider("chat-completions", "https://api.openai.com/v1", "openai");
            default -> elsewhere == null ? null : new Provider("chat-completions", elsewhere, null);
        };
    }
}
