package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.Expressions;
import dev.baton.actors.definition.Scope;
import dev.baton.actors.definition.Template;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request, as a definition describes it.
 *
 * @param path what follows on the agent's URL; null for nothing
 * @param body null for the attempt itself, or where that makes no sense for nothing
 */
record Ask(String method, @Nullable Template path, @Nullable Template body) {

    /** Nothing can be asked like this. */
    static final class Impossible extends Exception {
        private static final long serialVersionUID = 1L;

        Impossible(String problem) {
            super(problem);
        }
    }

    /** @param variables that expressions can see, besides those that are there everywhere */
    static Ask of(String method, JsonNode settings, Set<String> variables) {
        return new Ask(
                method,
                settings.has("path") ? Expressions.text(settings.get("path"), variables, Ask::encoded) : null,
                settings.has("body") ? Expressions.template(settings.get("body"), variables) : null);
    }

    /** A value must not become a part of the path that nobody meant. */
    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }

    boolean hasBody() {
        return !method.equals("GET") && !method.equals("DELETE");
    }

    URI url(URI base, Scope scope) throws Impossible {
        if (path == null) {
            return base;
        }
        JsonNode said = value(path, scope, "path");
        String text = said.isTextual() ? said.textValue() : "";
        try {
            URI url = text.startsWith("/") || text.startsWith("?")
                    ? URI.create(withoutSlash(base.toString()) + text)
                    : URI.create(text);
            if (!origin(url).equals(origin(base))) {
                throw new Impossible("leads away from " + origin(base) + ", to " + origin(url));
            }
            return url;
        } catch (IllegalArgumentException e) {
            throw new Impossible("makes no path: " + e.getMessage());
        }
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String origin(URI url) {
        return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    static JsonNode value(Template template, Scope scope, String of) throws Impossible {
        return switch (template.evaluate(scope)) {
            case Evaluation.Value(JsonNode json) -> json;
            case Evaluation.Failed failed -> throw new Impossible("has no " + of + ": " + failed.message());
        };
    }
}
