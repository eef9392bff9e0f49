package dev.baton.cluster.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.connector.TraceParent;
import dev.baton.actors.port.RunKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.slf4j.event.KeyValuePair;

/**
 * Each event of the log as a JSON object in a line of its own. An event whose message has a {@link RunKey} among its
 * arguments is about that run, and says so in fields of their own.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final int LINE_BYTES_FIRST = 512;

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(LINE_BYTES_FIRST);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("time", event.getInstant().toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("message", event.getFormattedMessage());
            subject(out, event);
            details(out, event);
            fault(out, event);
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.toByteArray();
    }

    private static void subject(JsonGenerator out, ILoggingEvent event) throws IOException {
        Object[] arguments = event.getArgumentArray();
        if (arguments == null) {
            return;
        }
        for (Object argument : arguments) {
            if (argument instanceof RunKey run) {
                out.writeStringField("tenant", run.tenant());
                out.writeStringField("run", run.runId());
                out.writeStringField("trace", TraceParent.traceId(run.tenant(), run.runId()));
                return;
            }
        }
    }

    /** Fields that whoever logs has added by name. */
    private static void details(JsonGenerator out, ILoggingEvent event) throws IOException {
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                out.writeStringField(pair.key, Objects.toString(pair.value));
            }
        }
    }

    private static void fault(JsonGenerator out, ILoggingEvent event) throws IOException {
        if (event.getThrowableProxy() != null) {
            out.writeStringField("error", event.getThrowableProxy().getClassName());
            out.writeStringField("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    }
}
