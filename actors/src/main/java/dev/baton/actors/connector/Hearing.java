package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.ServerSentEvents;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * Makes out what an answer over HTTP says, or why it says nothing.
 *
 * @param revealed what was shown to the agent, and must not be repeated
 */
record Hearing(RevealedSecrets revealed, InstantSource clock) {

    private static final int FAILURE_MIN = 300;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int QUOTED_CHARS_MAX = 300;

    Heard heard(Answer answer) {
        return switch (answer) {
            case Answer.Received received -> received(received);
            case Answer.TooLarge large ->
                Heard.Nothing.of(
                        ErrorKind.INVALID_OUTPUT, "it answered more than " + large.bytesMax() + " bytes", false);
            case Answer.NotHttp odd ->
                Heard.Nothing.of(ErrorKind.INVALID_OUTPUT, "it did not answer with HTTP: " + odd.reason(), false);
            case Answer.Unreachable lost ->
                new Heard.Nothing(ErrorKind.UNAVAILABLE, 0, lost.reason(), true, null, lost.cause());
            case Answer.Untrusted untrusted -> Heard.Nothing.of(ErrorKind.UNAVAILABLE, untrusted.reason(), false);
            case Answer.Forbidden forbidden -> Heard.Nothing.of(ErrorKind.POLICY, forbidden.reason(), false);
            case Answer.Busy busy ->
                Heard.Nothing.of(ErrorKind.UNAVAILABLE, "it was not asked: " + busy.reason(), true);
            case Answer.TimedOut ignored -> Heard.Nothing.of(ErrorKind.TIMEOUT, "it did not answer in time", true);
            case Answer.Cancelled ignored -> Heard.Nothing.of(ErrorKind.CANCELLED, "the call was cancelled", false);
        };
    }

    private Heard received(Answer.Received received) {
        JsonNode body;
        try {
            body = shown(message(received));
        } catch (IOException e) {
            return received.status() < FAILURE_MIN
                    ? Heard.Nothing.of(
                            ErrorKind.INVALID_OUTPUT, "it did not answer with JSON: " + JsonAnswers.reason(e), false)
                    : failed(received);
        }
        // Errors of the protocols that have codes of their own come with all kinds of statuses.
        boolean told = received.status() < FAILURE_MIN
                || body.path("error").path("code").isNumber();
        return told && received.challenge() == null && !overloaded(received.status())
                ? new Heard.Json(body, received.session())
                : failed(received);
    }

    /** The whole body, or of a stream of events the last one. */
    private static JsonNode message(Answer.Received received) throws IOException {
        int first = received.length() == 0 ? 0 : received.bytes()[0];
        if (received.status() >= FAILURE_MIN
                || first == '{'
                || !received.text(received.length()).contains("data:")) {
            return JsonAnswers.parse(received.bytes(), received.length());
        }
        StringBuilder data = new StringBuilder();
        boolean over = true;
        for (String line : received.text().split("\\R", -1)) {
            if (line.startsWith("data:") && line.length() > "data:".length() + 1) {
                if (over) {
                    data.setLength(0);
                }
                over = false;
                data.append(line, "data:".length(), line.length()).append('\n');
            } else if (line.isEmpty()) {
                over = true;
            }
        }
        byte[] last = data.toString().getBytes(StandardCharsets.UTF_8);
        return JsonAnswers.parse(last, last.length);
    }

    private static boolean overloaded(int status) {
        return status == TOO_MANY_REQUESTS || status > FAULT_MIN;
    }

    private Heard failed(Answer.Received received) {
        int status = received.status();
        String text = revealed.hidden(received.text()).strip();
        String quoted = text.length() > QUOTED_CHARS_MAX ? text.substring(0, QUOTED_CHARS_MAX) + "…" : text;
        boolean again = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= FAULT_MIN;
        return new Heard.Nothing(
                again ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                status,
                "it answered " + status + (quoted.isEmpty() ? "" : ": " + quoted),
                again,
                RetryAfter.parse(received.retryAfter(), clock.instant()),
                null,
                received.challenge());
    }

    /** Which events tell of errors is known to the kinds of agents only: so no event repeats a secret. */
    ServerSentEvents.Event shown(ServerSentEvents.Event event) {
        return new ServerSentEvents.Event(event.name(), revealed.hidden(event.data()));
    }

    /** Whoever repeats a secret in an error does not make it known. */
    JsonNode shown(JsonNode body) {
        if (!body.path("error").isObject()) {
            return body;
        }
        byte[] hidden = revealed.hidden(body.toString()).getBytes(StandardCharsets.UTF_8);
        try {
            return JsonAnswers.parse(hidden, hidden.length);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
