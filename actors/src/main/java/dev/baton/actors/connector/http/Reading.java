package dev.baton.actors.connector.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer of an agent that has a form of its own says what.
 *
 * @param output null if what succeeds is read as in the plain contract
 * @param error null if nothing is said of a failure
 * @param failed null if every answer is a success
 */
record Reading(
        @Nullable JsonPointer output,
        @Nullable JsonPointer error,
        @Nullable Sign failed,
        JsonNode usage) {

    private static final int QUOTED_CHARS_MAX = 300;

    /** Of agents that answer as in the plain contract. */
    static final Reading PLAIN = new Reading(null, null, null, MissingNode.getInstance());

    /** By which something about an answer is known: a value that is one of these, or there at all. */
    record Sign(JsonPointer at, Set<JsonNode> is) {

        static Sign required(JsonNode settings) {
            Set<JsonNode> values = new HashSet<>();
            settings.path("is").forEach(values::add);
            return new Sign(JsonPointer.compile(settings.path("at").asText()), values);
        }

        boolean is(JsonNode answer, JsonNode value) {
            return is.isEmpty()
                    ? !value.isMissingNode() && !value.isNull() && !(value.isBoolean() && !value.booleanValue())
                    : is.contains(value);
        }

        boolean in(JsonNode answer) {
            return is(answer, answer.at(at));
        }
    }

    /** Null if nothing is said of answers. */
    static @Nullable Reading of(JsonNode settings) {
        boolean own = settings.has("output")
                || settings.has("error")
                || settings.has("failed")
                || settings.has("usage")
                || settings.has("poll");
        return own
                ? new Reading(
                        pointer(settings.path("output")),
                        pointer(settings.path("error")),
                        settings.has("failed") ? Sign.required(settings.get("failed")) : null,
                        settings.path("usage"))
                : null;
    }

    private static @Nullable JsonPointer pointer(JsonNode setting) {
        return setting.isTextual() ? JsonPointer.compile(setting.textValue()) : null;
    }

    /** Empty if it is none. */
    Optional<RunError> failure(String agent, JsonNode answer) {
        if (failed == null || !failed.in(answer)) {
            return Optional.empty();
        }
        JsonNode said = error == null ? answer.at(failed.at()) : answer.at(error);
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.set("answer", answer);
        return Optional.of(
                new RunError(ErrorKind.UNAVAILABLE, agent + " failed: " + quoted(said), new Payload(details)));
    }

    /** What an answer says that is known to be a failure. */
    String reason(JsonNode answer) {
        JsonNode said = error == null ? answer : answer.at(error);
        return quoted(said.isMissingNode() ? answer : said);
    }

    private static String quoted(JsonNode said) {
        String text = said.isTextual() ? said.textValue() : said.toString();
        return text.length() > QUOTED_CHARS_MAX ? text.substring(0, QUOTED_CHARS_MAX) + "…" : text;
    }

    /** Whether there is an output in it. */
    boolean has(JsonNode answer) {
        return output == null || !answer.at(output).isMissingNode();
    }

    /** Of an answer that is no failure. */
    AttemptResult success(String agent, JsonNode answer) {
        if (output == null) {
            AttemptResult.Succeeded plain = JsonAnswers.succeeded(answer);
            return usage.isMissingNode()
                    ? plain
                    : new AttemptResult.Succeeded(plain.output(), used(answer), plain.confidence(), plain.handoff());
        }
        JsonNode found = answer.at(output);
        return found.isMissingNode()
                ? new AttemptResult.Failed(
                        RunError.of(ErrorKind.INVALID_OUTPUT, agent + " answered without " + output), null)
                : new AttemptResult.Succeeded(new Payload(found), used(answer), null);
    }

    private Usage used(JsonNode answer) {
        return new Usage(count(answer, "inputTokens"), count(answer, "outputTokens"), count(answer, "costMicros"));
    }

    /** What is missing or makes no sense counts as nothing: no output is lost over its bill. */
    private long count(JsonNode answer, String name) {
        JsonNode count =
                usage.has(name) ? answer.at(JsonPointer.compile(usage.get(name).textValue())) : usage;
        return count.isNumber() && count.canConvertToLong() ? Math.max(0, count.longValue()) : 0;
    }
}
