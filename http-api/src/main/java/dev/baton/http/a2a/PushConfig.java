package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where notifications about a task go, and with what.
 *
 * @param token that the receiver knows them by; empty for none
 * @param scheme of HTTP authentication; empty for none
 * @param old whether they are in the form of version 0.3
 */
record PushConfig(String id, URI url, String token, String scheme, String credentials, boolean old) {

    static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private static final int URL_CHARS_MAX = 2_048;
    private static final int TOKEN_CHARS_MAX = 4_096;
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7E]*");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9-]{0,32}");
    private static final String AUTHENTICATION = "authentication";

    /** What is wrong with a wish; null if nothing is. */
    static @Nullable String problem(JsonNode wish) {
        String url = wish.path("url").asText();
        if (url.isEmpty() || url.length() > URL_CHARS_MAX || uri(url) == null) {
            return "url must be an http or https URL of at most " + URL_CHARS_MAX + " characters";
        }
        if (wish.has("id")
                && !wish.path("id").asText().isEmpty()
                && !ID.matcher(wish.path("id").asText()).matches()) {
            return "id must have 1 to 128 letters, digits, '.', '_' and '-'";
        }
        String credentials = wish.path(AUTHENTICATION).path("credentials").asText();
        String scheme = wish.path(AUTHENTICATION).path("scheme").asText();
        String token = wish.path("token").asText();
        if (!HEADER.matcher(token + credentials).matches()
                || token.length() + credentials.length() > TOKEN_CHARS_MAX
                || !SCHEME.matcher(scheme).matches()) {
            return "token and authentication must be what headers of HTTP can carry, of at most " + TOKEN_CHARS_MAX
                    + " characters";
        }
        return !credentials.isEmpty() && scheme.isEmpty() ? "authentication has credentials but no scheme" : null;
    }

    private static @Nullable URI uri(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return web && url.getHost() != null && url.getUserInfo() == null ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** @param wish without a problem; @param id if it has none */
    static PushConfig of(JsonNode wish, String id, boolean old) {
        String own = wish.path("id").asText();
        return new PushConfig(
                own.isEmpty() ? id : own,
                URI.create(wish.path("url").asText()),
                wish.path("token").asText(),
                wish.path(AUTHENTICATION).path("scheme").asText(),
                wish.path(AUTHENTICATION).path("credentials").asText(),
                old);
    }

    /** As it is stored. */
    ObjectNode json() {
        ObjectNode json = shown("").put("old", old);
        if (!scheme.isEmpty()) {
            json.withObjectProperty(AUTHENTICATION).put("credentials", credentials);
        }
        json.remove("taskId");
        return json;
    }

    static PushConfig of(JsonNode stored) {
        return of(stored, "", stored.path("old").asBoolean());
    }

    static PushConfig read(String stored) {
        return of(Json.stored(stored).path("config"));
    }

    /** As clients see it: whoever has set the credentials knows them, and nobody else has to. */
    ObjectNode shown(String task) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("taskId", task).put("id", id).put("url", url.toString());
        if (!token.isEmpty()) {
            json.put("token", token);
        }
        if (!scheme.isEmpty()) {
            json.putObject(AUTHENTICATION).put("scheme", scheme);
        }
        return json;
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "baton");
        if (!token.isEmpty()) {
            headers.put("X-A2A-Notification-Token", token);
        }
        if (!scheme.isEmpty()) {
            headers.put("Authorization", (scheme + " " + credentials).strip());
        }
        return headers;
    }
}
