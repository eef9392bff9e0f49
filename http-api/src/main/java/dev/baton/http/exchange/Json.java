package dev.baton.http.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** Reads what strangers send, and writes answers without building trees. */
public final class Json {

    public static final int DEPTH_MAX = 64;
    static final int TOKENS_MAX = 1_000_000;
    private static final int STRING_CHARS_MAX = 64 * 1024 * 1024;
    private static final int ANSWER_BYTES_USUAL = 2048;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxTokenCount(TOKENS_MAX)
                            .maxStringLength(STRING_CHARS_MAX)
                            .build())
                    .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Json() {}

    /** A value, or why there is none. */
    public sealed interface Parsed {
        record Of(JsonNode json) implements Parsed {}

        record Not(Refusal refusal) implements Parsed {}
    }

    public static Parsed parse(ByteString bytes) {
        byte[] array = bytes.toArrayUnsafe();
        try (JsonParser parser = MAPPER.createParser(array)) {
            return parse(parser);
        } catch (IOException e) {
            return new Parsed.Not(Refusal.of(ErrorCode.MALFORMED_JSON, "The body cannot be read as UTF-8 JSON."));
        }
    }

    private static Parsed parse(JsonParser parser) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(parser);
            if (json == null || json.isMissingNode()) {
                return new Parsed.Not(
                        Refusal.of(ErrorCode.MALFORMED_JSON, "The body is empty.", "Send a JSON object."));
            }
            Optional<Fault> unusable = Unusable.in(json);
            return unusable.isEmpty()
                    ? new Parsed.Of(json)
                    : new Parsed.Not(Refusal.of(
                            ErrorCode.MALFORMED_JSON,
                            "The body holds a value that JSON cannot carry.",
                            List.of(unusable.get())));
        } catch (StreamConstraintsException e) {
            return new Parsed.Not(beyond(parser, e));
        } catch (JsonProcessingException e) {
            return new Parsed.Not(malformed(e));
        }
    }

    private static Refusal beyond(JsonParser parser, StreamConstraintsException e) {
        if (parser.getParsingContext().getNestingDepth() >= DEPTH_MAX) {
            return Refusal.of(
                    ErrorCode.JSON_TOO_DEEP, "The JSON is nested deeper than " + DEPTH_MAX + " levels.", "Flatten it.");
        }
        if (parser.currentTokenCount() >= TOKENS_MAX) {
            return Refusal.of(
                    ErrorCode.JSON_TOO_LONG,
                    "The JSON has more than " + TOKENS_MAX + " values and names.",
                    "Send a reference to the data instead.");
        }
        return malformed(e);
    }

    private static Refusal malformed(JsonProcessingException e) {
        String message = e.getOriginalMessage() == null ? "not JSON" : e.getOriginalMessage();
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
        return Refusal.of(
                ErrorCode.MALFORMED_JSON,
                "Line " + line + ", column " + column + ": " + message,
                List.of(new Fault("malformed-json", "", message, null, line, column, false)));
    }

    /** Writes one value. */
    @FunctionalInterface
    public interface Writer {
        void write(JsonGenerator out) throws IOException;
    }

    public static ByteString write(Writer writer) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(ANSWER_BYTES_USUAL)) {
            try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
                writer.write(out);
            }
            return ByteString.fromArrayUnsafe(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stored JSON text as a tree. */
    public static JsonNode stored(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
