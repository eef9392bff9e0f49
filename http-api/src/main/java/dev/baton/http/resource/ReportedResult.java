package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Results of attempts as agents and workers report them, and the answers to them. */
final class ReportedResult {

    /** It is cut anyway before it is kept. */
    private static final int MESSAGE_CHARS_MAX = 100_000;

    /** What an agent can say of itself; the other kinds are for Baton to say. */
    private static final Map<String, ErrorKind> KINDS = new TreeMap<>();

    static {
        Stream.of(ErrorKind.REJECTED, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.BUG)
                .forEach(kind -> KINDS.put(kind.code(), kind));
    }

    private ReportedResult() {}

    /** Reads {@code output}, {@code usage}, {@code confidence} and {@code handoff}. */
    static AttemptResult.Succeeded succeeded(Fields fields) {
        JsonNode output = fields.json("output");
        if (output == null) {
            fields.fault("output", "missing-field", "is required");
        }
        return new AttemptResult.Succeeded(
                output == null ? Payload.NULL : new Payload(output),
                usage(fields),
                fields.number("confidence", 0, 1),
                handoff(fields));
    }

    /** A name, or {@code {to, reason?}}. */
    private static @Nullable Handoff handoff(Fields fields) {
        JsonNode sent = fields.json("handoff");
        if (sent != null && sent.isTextual()) {
            return new Handoff(fields.requiredText("handoff", Handoff.TO_CHARS_MAX), null);
        }
        Fields handoff = fields.object("handoff");
        if (handoff == null) {
            return null;
        }
        Handoff read = new Handoff(
                handoff.requiredText("to", Handoff.TO_CHARS_MAX), handoff.text("reason", MESSAGE_CHARS_MAX));
        fields.include("handoff", handoff);
        return read;
    }

    private static Usage usage(Fields fields) {
        Fields counts = fields.object("usage");
        if (counts == null) {
            return Usage.NONE;
        }
        Usage usage = new Usage(counts.count("inputTokens"), counts.count("outputTokens"), counts.count("costMicros"));
        fields.include("usage", counts);
        return usage;
    }

    /** Reads {@code error}: {@code {message, kind?, details?}}. */
    static RunError error(Fields fields) {
        Fields error = fields.object("error");
        if (error == null) {
            fields.fault("error", "missing-field", "is required: an object with a message");
            return RunError.of(ErrorKind.REJECTED, "");
        }
        String message = error.requiredText("message", MESSAGE_CHARS_MAX);
        String kind = Objects.requireNonNullElse(error.text("kind", Names.CHARS_MAX), ErrorKind.REJECTED.code());
        if (!KINDS.containsKey(kind)) {
            error.fault("kind", "out-of-range", "must be one of " + String.join(", ", KINDS.keySet()));
        }
        JsonNode details = error.json("details");
        fields.include("error", error);
        return new RunError(
                KINDS.getOrDefault(kind, ErrorKind.REJECTED), message, details == null ? null : new Payload(details));
    }

    static HttpResponse recorded(String attempt, boolean changed) {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("attempt", attempt);
            out.writeStringField("status", changed ? "recorded" : "repeated");
            out.writeEndObject();
        });
    }

    static Refusal invalid(RunError error) {
        return Refusal.of(
                ErrorCode.INVALID_OUTPUT,
                "The attempt has failed: " + error.message(),
                "Its output must match the schema of the agent.");
    }

    static Refusal over(String reason) {
        return Refusal.of(ErrorCode.ATTEMPT_STALE, reason, "Drop the result.");
    }
}
