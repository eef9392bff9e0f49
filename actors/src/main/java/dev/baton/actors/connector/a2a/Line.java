package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.RetryAfter;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Exchange;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends requests to an agent, and says what came back, or why nothing did. */
final class Line {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int FAILURE_MIN = 300;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int QUOTED_CHARS_MAX = 300;

    private final HttpClient client;
    private final Secrets secrets;
    private final InstantSource clock;

    Line(HttpClient client, Secrets secrets, InstantSource clock) {
        this.client = client;
        this.secrets = secrets;
        this.clock = clock;
    }

    InstantSource clock() {
        return clock;
    }

    /** What came back. */
    sealed interface Heard {

        record Json(JsonNode body) implements Heard {}

        /**
         * @param again whether the same may succeed soon
         * @param lost whether the agent may or may not have seen it
         */
        record Nothing(
                ErrorKind kind,
                String reason,
                boolean again,
                @Nullable Duration retryAfter,
                @Nullable Throwable lost) implements Heard {}
    }

    /**
     * @param receiver called exactly once, on another thread if anything was sent
     * @return null if nothing could be sent
     */
    @Nullable
    Exchange send(
            AttemptRequest request, A2aAgent agent, Dialect.Wire wire, Duration patience, Consumer<Heard> receiver) {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Accept", "application/json");
            headers.put("User-Agent", "baton");
            headers.put("traceparent", request.traceparent());
            headers.putAll(wire.headers());
            headers.putAll(revealed.reveal(agent.headers()));
            if (agent.bearer() != null) {
                headers.put("Authorization", "Bearer " + revealed.reveal(agent.bearer()));
            }
            byte[] body = body(wire, headers);
            RequestHead head = head(wire, headers);
            return client.send(
                    head.request("", stream -> stream.write(body, 0, body.length)),
                    patience,
                    answer -> receiver.accept(heard(answer, revealed)));
        } catch (RevealedSecrets.Missing | IOException | IllegalArgumentException e) {
            receiver.accept(nothing(ErrorKind.REJECTED, String.valueOf(e.getMessage()), false));
            return null;
        }
    }

    private static byte[] body(Dialect.Wire wire, Map<String, String> headers) throws JsonProcessingException {
        if (wire.body() == null) {
            return new byte[0];
        }
        headers.put("Content-Type", "application/json");
        return MAPPER.writeValueAsBytes(wire.body());
    }

    private static RequestHead head(Dialect.Wire wire, Map<String, String> headers) {
        try {
            return wire.method().equals("GET")
                    ? RequestHead.get(wire.url(), headers)
                    : RequestHead.post(wire.url(), headers);
        } catch (IllegalArgumentException e) {
            // The message could show a header that is secret.
            throw new IllegalArgumentException("its address " + wire.url() + " or its headers cannot be sent", e);
        }
    }

    private Heard heard(Answer answer, RevealedSecrets revealed) {
        return switch (answer) {
            case Answer.Received received -> received(received, revealed);
            case Answer.TooLarge large ->
                nothing(ErrorKind.INVALID_OUTPUT, "it answered more than " + large.bytesMax() + " bytes", false);
            case Answer.NotHttp odd ->
                nothing(ErrorKind.INVALID_OUTPUT, "it did not answer with HTTP: " + odd.reason(), false);
            case Answer.Unreachable lost ->
                new Heard.Nothing(ErrorKind.UNAVAILABLE, lost.reason(), true, null, lost.cause());
            case Answer.Untrusted untrusted -> nothing(ErrorKind.UNAVAILABLE, untrusted.reason(), false);
            case Answer.Forbidden forbidden -> nothing(ErrorKind.POLICY, forbidden.reason(), false);
            case Answer.Busy busy -> nothing(ErrorKind.UNAVAILABLE, "it was not asked: " + busy.reason(), true);
            case Answer.TimedOut ignored -> nothing(ErrorKind.TIMEOUT, "it did not answer in time", true);
            case Answer.Cancelled ignored -> nothing(ErrorKind.CANCELLED, "the call was cancelled", false);
        };
    }

    private Heard received(Answer.Received received, RevealedSecrets revealed) {
        JsonNode body;
        try {
            body = JsonAnswers.parse(received.bytes(), received.length());
            if (body.path("error").isObject()) {
                byte[] shown = revealed.hidden(body.toString()).getBytes(StandardCharsets.UTF_8);
                body = JsonAnswers.parse(shown, shown.length);
            }
        } catch (IOException e) {
            return received.status() < FAILURE_MIN
                    ? nothing(ErrorKind.INVALID_OUTPUT, "it did not answer with JSON: " + JsonAnswers.reason(e), false)
                    : failed(received, revealed);
        }
        // Errors of the protocol come with all kinds of statuses.
        boolean told = received.status() < FAILURE_MIN || body.path("error").isObject();
        return told && !overloaded(received.status()) ? new Heard.Json(body) : failed(received, revealed);
    }

    private static boolean overloaded(int status) {
        return status == TOO_MANY_REQUESTS || status > FAULT_MIN;
    }

    private Heard failed(Answer.Received received, RevealedSecrets revealed) {
        int status = received.status();
        String text = revealed.hidden(received.text()).strip();
        String quoted = text.length() > QUOTED_CHARS_MAX ? text.substring(0, QUOTED_CHARS_MAX) + "…" : text;
        boolean again = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= FAULT_MIN;
        return new Heard.Nothing(
                again ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                "it answered " + status + (quoted.isEmpty() ? "" : ": " + quoted),
                again,
                RetryAfter.parse(received.retryAfter(), clock.instant()),
                null);
    }

    private static Heard.Nothing nothing(ErrorKind kind, String reason, boolean again) {
        return new Heard.Nothing(kind, reason, again, null, null);
    }
}
