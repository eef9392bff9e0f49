package dev.baton.actors.connector.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.port.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks token endpoints for tokens (RFC 6749, 3.2), whatever the grant. */
public final class TokenEndpoint {

    /** Of a token whose answer does not say how long it is good: shorter than what most give. */
    static final Duration LIFETIME_UNSAID = Duration.ofMinutes(10);

    private static final Duration LIFETIME_MAX = Duration.ofDays(1);
    private static final int TOKEN_CHARS_MAX = 16 * 1024;
    private static final int OK_MIN = 200;
    private static final int OK_MAX = 299;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int QUOTED_CHARS_MAX = 300;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client;
    private final InstantSource clock;

    /** @param client belongs to the caller, who closes it */
    public TokenEndpoint(HttpClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * @param grant its parameters, with {@code grant_type}
     * @param receiver called exactly once, on another thread if anything was sent
     * @return null if nothing could be sent
     */
    public @Nullable Sent ask(
            URI endpoint,
            ClientAuthentication authentication,
            Map<String, String> grant,
            Duration patience,
            Consumer<Granted> receiver) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "baton");
        Map<String, String> form = new LinkedHashMap<>(grant);
        authentication.into(headers, form);
        byte[] body = encoded(form).getBytes(StandardCharsets.US_ASCII);
        try {
            return client.send(
                    RequestHead.post(endpoint, headers).request("", stream -> stream.write(body, 0, body.length)),
                    patience,
                    answer -> receiver.accept(granted(endpoint, answer, authentication)));
        } catch (IOException | IllegalArgumentException e) {
            // The message could show a header that is secret.
            receiver.accept(new Granted.Refused("", "no request can be made of " + endpoint, false));
            return null;
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Granted granted(URI endpoint, Answer answer, ClientAuthentication authentication) {
        String where = "the token endpoint " + endpoint;
        return switch (answer) {
            case Answer.Received received -> received(where, received, authentication);
            case Answer.TooLarge ignored -> refused(where + " answered too much", false);
            case Answer.NotHttp odd -> refused(where + " did not answer with HTTP: " + odd.reason(), false);
            case Answer.Unreachable lost -> refused(where + ": " + lost.reason(), true);
            case Answer.Untrusted untrusted -> refused(where + ": " + untrusted.reason(), false);
            case Answer.Forbidden forbidden -> refused(where + ": " + forbidden.reason(), false);
            case Answer.Busy busy -> refused(where + " was not asked: " + busy.reason(), true);
            case Answer.TimedOut ignored -> refused(where + " did not answer in time", true);
            case Answer.Cancelled ignored -> refused("the call was cancelled", false);
        };
    }

    private Granted received(String where, Answer.Received received, ClientAuthentication authentication) {
        JsonNode body = body(received);
        int status = received.status();
        String token = body.path("access_token").asText();
        if (status >= OK_MIN && status <= OK_MAX && sendable(token)) {
            return new Granted.Token(
                    Secret.of(token),
                    body.path("refresh_token").isTextual()
                            ? Secret.of(body.get("refresh_token").textValue())
                            : null,
                    body.path("scope").textValue(),
                    clock.instant().plus(lifetime(body.path("expires_in"))));
        }
        if (status >= OK_MIN && status <= OK_MAX) {
            // What it did say may hold a token in a place of its own.
            return refused(where + " answered " + status + " without a usable access_token", false);
        }
        String code = body.path("error").asText();
        String said = body.path("error_description").asText(code.isEmpty() ? received.text() : "");
        String shown = authentication.hidden((code + " " + said).strip());
        boolean again = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= FAULT_MIN;
        return new Granted.Refused(
                code,
                where + " answered " + status
                        + (shown.isEmpty()
                                ? ""
                                : ": " + shown.substring(0, Math.min(shown.length(), QUOTED_CHARS_MAX))),
                again);
    }

    private static boolean sendable(String token) {
        return !token.isEmpty()
                && token.length() <= TOKEN_CHARS_MAX
                && token.chars().allMatch(character -> character > ' ' && character < 0x7F);
    }

    /** Some write the number as a text. */
    private static Duration lifetime(JsonNode seconds) {
        long said = seconds.asLong();
        if (said <= 0) {
            return LIFETIME_UNSAID;
        }
        return said > LIFETIME_MAX.toSeconds() ? LIFETIME_MAX : Duration.ofSeconds(said);
    }

    private static JsonNode body(Answer.Received received) {
        try {
            JsonNode body = MAPPER.readTree(received.bytes(), 0, received.length());
            return body == null ? MissingNode.getInstance() : body;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static Granted.Refused refused(String reason, boolean again) {
        return new Granted.Refused("", reason, again);
    }
}
