package dev.baton.actors.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** An attempt as agents and external workers get it: {@code {run, step, attempt, input, context, deadline}} and more. */
public final class AttemptJson {

    private static final ObjectMapper MAPPER = new ObjectMapper().disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
    private static final JsonFactory FACTORY = MAPPER.getFactory();

    private AttemptJson() {}

    /** @param callback URL for a later answer; null if there is none */
    public static void write(AttemptRequest request, @Nullable String callback, OutputStream to) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(to)) {
            write(request, "callback", callback, json);
        }
    }

    /** For who gets no headers: the trace goes inside. */
    public static String text(AttemptRequest request) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(request, "traceparent", request.traceparent(), json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }

    private static void write(AttemptRequest request, String name, @Nullable String value, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("run", request.run());
        json.writeStringField("step", request.step());
        json.writeStringField("attempt", request.attempt());
        json.writeFieldName("input");
        json.writeTree(request.input().json());
        json.writeFieldName("context");
        json.writeTree(request.context());
        json.writeStringField("deadline", request.deadline().toString());
        if (value != null) {
            json.writeStringField(name, value);
        }
        json.writeEndObject();
    }
}
