package dev.baton.actors.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what agents answer: {@code {output, usage?, confidence?, handoff?}}, or the bare output. */
public final class JsonAnswers {

    /** Deeper values are refused: whoever walks them later may recurse. */
    public static final int DEPTH_MAX = 256;

    private static final int NUMBER_CHARS_MAX = 400;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_CHARS_MAX)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(new FiniteNumbers())
            .build();

    private JsonAnswers() {}

    /** A number that a double cannot hold would silently become a text later. */
    private static final class FiniteNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public NumericNode numberNode(double value) {
            if (Double.isInfinite(value)) {
                throw new TooLarge();
            }
            return super.numberNode(value);
        }
    }

    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @throws IOException if it is not exactly one JSON value; {@link #reason} says why */
    public static JsonNode parse(byte[] bytes, int length) throws IOException {
        JsonNode json;
        try {
            json = MAPPER.readTree(bytes, 0, length);
        } catch (TooLarge e) {
            throw new IOException("a number is too large", e);
        }
        if (json == null || json.isMissingNode()) {
            throw new IOException("the body is empty");
        }
        return json;
    }

    /** Empty if it is not exactly one JSON value. */
    public static Optional<JsonNode> parsed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return Optional.of(parse(bytes, bytes.length));
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** Why it is no JSON, without quoting all of it. */
    public static String reason(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    /** The whole value is the output unless it has a field of that name. */
    public static AttemptResult.Succeeded succeeded(JsonNode json) {
        JsonNode output = json.isObject() ? json.get("output") : null;
        return output == null
                ? new AttemptResult.Succeeded(new Payload(json), Usage.NONE, null)
                : new AttemptResult.Succeeded(
                        new Payload(output),
                        usage(json.path("usage")),
                        confidence(json.path("confidence")),
                        handoff(json.path("handoff")));
    }

    /** What is missing or makes no sense counts as nothing: no output is lost over its bill. */
    public static Usage usage(JsonNode json) {
        return json.isObject()
                ? new Usage(
                        count(json, "inputTokens"),
                        count(json, "outputTokens"),
                        count(json, "costMicros"),
                        count(json, "cachedTokens"),
                        count(json, "reasoningTokens"))
                : Usage.NONE;
    }

    private static long count(JsonNode usage, String name) {
        JsonNode count = usage.path(name);
        return count.isNumber() && count.canConvertToLong() ? Math.max(0, count.longValue()) : 0;
    }

    /** A name, or {@code {to, reason?}}; null if it is neither. */
    public static @Nullable Handoff handoff(JsonNode json) {
        JsonNode to = json.isObject() ? json.path("to") : json;
        return to.isTextual() && !to.textValue().isEmpty()
                ? new Handoff(to.textValue(), json.path("reason").textValue())
                : null;
    }

    /** Null unless it is a number from 0 to 1. */
    public static @Nullable Double confidence(JsonNode json) {
        return json.isNumber() && json.doubleValue() >= 0 && json.doubleValue() <= 1 ? json.doubleValue() : null;
    }
}
