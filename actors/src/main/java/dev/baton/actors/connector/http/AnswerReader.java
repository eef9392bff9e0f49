package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.RetryAfter;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an agent's answer means for the attempt (design: agents and connectors). */
final class AnswerReader {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int REDIRECT_MIN = 300;
    private static final int REFUSAL_MIN = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int GATEWAY_TIMEOUT = 504;

    /** Of the body of a refusal, in the message; the details have more. */
    private static final int QUOTED_CHARS_MAX = 300;

    private static final Duration WHEN_BUSY = Duration.ofSeconds(1);

    private static final Payload BY_CALLBACK =
            new Payload(JsonNodeFactory.instance.objectNode().put("callback", true));

    private AnswerReader() {}

    /** @param answer any but {@link Answer.Unreachable} */
    static AttemptResult read(AttemptRequest request, Answer answer, Instant now) {
        String agent = "agent " + request.agent().name();
        return switch (answer) {
            case Answer.Received received -> received(agent, received, now);
            case Answer.TooLarge large ->
                invalid(agent + " answered more than " + large.bytesMax() + " bytes (baton.http-client.answer-max)");
            case Answer.NotHttp odd -> invalid(agent + " did not answer with HTTP: " + odd.reason());
            case Answer.Untrusted untrusted -> failed(ErrorKind.UNAVAILABLE, agent + ": " + untrusted.reason(), null);
            case Answer.Forbidden forbidden -> failed(ErrorKind.POLICY, agent + ": " + forbidden.reason(), null);
            case Answer.Busy busy ->
                failed(ErrorKind.UNAVAILABLE, agent + " was not asked: " + busy.reason(), WHEN_BUSY);
            case Answer.TimedOut ignored ->
                failed(ErrorKind.TIMEOUT, agent + " did not answer by " + request.deadline(), null);
            case Answer.Cancelled ignored -> failed(ErrorKind.CANCELLED, "the call was cancelled", null);
            case Answer.Unreachable lost -> failed(ErrorKind.UNAVAILABLE, agent + ": " + lost.reason(), null);
        };
    }

    /** A good answer of an agent that was to stream, and has answered at once. */
    static AttemptResult read(AttemptRequest request, Answer.Received received, Reading reading, Instant now) {
        if (received.status() != OK || reading.equals(Reading.PLAIN)) {
            return read(request, received, now);
        }
        String agent = "agent " + request.agent().name();
        try {
            JsonNode json = JsonAnswers.parse(received.bytes(), received.length());
            return reading.failure(agent, json)
                    .<AttemptResult>map(error -> new AttemptResult.Failed(error, null))
                    .orElseGet(() -> reading.success(agent, json));
        } catch (IOException e) {
            return output(agent, received);
        }
    }

    private static AttemptResult received(String agent, Answer.Received received, Instant now) {
        int status = received.status();
        if (status == OK) {
            return output(agent, received);
        }
        if (status == ACCEPTED) {
            return new AttemptResult.Accepted(true, BY_CALLBACK);
        }
        if (status < REDIRECT_MIN) {
            return invalid(agent + " answered " + status + "; expected is 200 with an output, or 202");
        }
        if (status < REFUSAL_MIN) {
            String to = received.location() == null ? "" : " to " + received.location();
            return told(ErrorKind.REJECTED, agent + " redirects" + to + ", which is not followed", received, null);
        }
        Duration retryAfter = RetryAfter.parse(received.retryAfter(), now);
        String message = agent + " answered " + status + quote(received);
        if (status == REQUEST_TIMEOUT || status == GATEWAY_TIMEOUT) {
            return told(ErrorKind.TIMEOUT, message, received, retryAfter);
        }
        if (status == TOO_MANY_REQUESTS || status >= FAULT_MIN) {
            return told(ErrorKind.UNAVAILABLE, message, received, retryAfter);
        }
        return told(ErrorKind.REJECTED, message, received, null);
    }

    private static AttemptResult output(String agent, Answer.Received received) {
        try {
            return JsonAnswers.succeeded(JsonAnswers.parse(received.bytes(), received.length()));
        } catch (IOException e) {
            return told(
                    ErrorKind.INVALID_OUTPUT,
                    agent + " did not answer with JSON: " + JsonAnswers.reason(e),
                    received,
                    null);
        }
    }

    /** What the agent says about its failure: in the form that callbacks have, too, or whatever else it has sent. */
    private static String quote(Answer.Received received) {
        String message = body(received).at("/error/message").asText("");
        String text = (message.isEmpty() ? received.text() : message).strip();
        if (text.isEmpty()) {
            return "";
        }
        return ": " + (text.length() > QUOTED_CHARS_MAX ? text.substring(0, QUOTED_CHARS_MAX) + "…" : text);
    }

    private static AttemptResult told(
            ErrorKind kind, String message, Answer.Received received, @Nullable Duration retryAfter) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("status", received.status());
        if (received.length() > 0) {
            details.set("body", body(received));
        }
        if (received.cut()) {
            details.put("cut", true);
        }
        return new AttemptResult.Failed(new RunError(kind, message, new Payload(details)), retryAfter);
    }

    private static JsonNode body(Answer.Received received) {
        int shown = Math.min(received.length(), Answer.Received.FAILURE_BYTES_MAX);
        if (received.status() != OK && !received.cut()) {
            try {
                return JsonAnswers.parse(received.bytes(), received.length());
            } catch (IOException e) {
                // Not JSON: shown as text.
            }
        }
        return JsonNodeFactory.instance.textNode(received.text(shown));
    }

    private static AttemptResult invalid(String message) {
        return failed(ErrorKind.INVALID_OUTPUT, message, null);
    }

    private static AttemptResult failed(ErrorKind kind, String message, @Nullable Duration retryAfter) {
        return new AttemptResult.Failed(RunError.of(kind, message), retryAfter);
    }
}
