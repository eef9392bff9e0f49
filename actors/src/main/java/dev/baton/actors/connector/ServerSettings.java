package dev.baton.actors.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Access;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Expressions;
import dev.baton.actors.definition.Template;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What definitions of agents behind a server have in common. They were checked when they were applied. */
public record ServerSettings(JsonNode json) {

    public static ServerSettings of(AgentDefinition agent) {
        return new ServerSettings(agent.connector().settings());
    }

    /** Without a slash at the end. */
    public String url() {
        String url = text("url");
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    public Access access() {
        return Access.of(json);
    }

    /** Empty if it is left out. */
    public String text(String key) {
        return json.path(key).asText();
    }

    public @Nullable String textOrNull(String key) {
        return json.path(key).textValue();
    }

    public @Nullable Template template(String key) {
        return json.has(key) ? Expressions.template(json.get(key)) : null;
    }

    public @Nullable JsonPointer pointer(String key) {
        return json.has(key) ? JsonPointer.compile(text(key)) : null;
    }

    public Duration duration(String key, Duration otherwise) {
        return json.has(key) ? Duration.parse(text(key)) : otherwise;
    }

    /** As a part of a path. */
    public static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
