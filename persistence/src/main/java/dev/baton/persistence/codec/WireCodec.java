package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.baton.actors.manager.RunAnswer;
import dev.baton.actors.manager.RunListener;
import dev.baton.actors.manager.RunMessage;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** Messages between nodes as bytes. Safe for use by several threads. */
public final class WireCodec {

    /** What takes more stays behind and is read from the store: a message must fit into a frame between nodes. */
    public static final int LARGE_BYTES = 512 * 1024;

    private static final PayloadSource NOTHING_STORED = (tenant, digest) -> Optional.empty();

    private final ObjectMapper mapper;
    private final Formats formats;

    /** @param formats what other nodes can read */
    public WireCodec(ActorRefResolver references, Formats formats) {
        this.formats = formats;
        SimpleModule module = new SimpleModule("wire")
                .addSerializer(ActorRef.class, new ReferenceWriter(references))
                .addDeserializer(ActorRef.class, new ReferenceReader(references))
                .addSerializer(Duration.class, new DurationWriter())
                .addDeserializer(Duration.class, new DurationReader());
        this.mapper = WireNames.register(StoredJson.mapper()).registerModule(module);
    }

    /** @throws IllegalArgumentException if the message does not go from node to node */
    public static String manifest(Object message) {
        return switch (message) {
            case RunMessage.Remote remote -> WireNames.of(remote);
            case RunAnswer ignored -> WireNames.ANSWER;
            case RunListener.Message.Heard ignored -> WireNames.COMMIT;
            case RunListener.Message.Spoken ignored -> WireNames.SPEECH;
            default -> throw new IllegalArgumentException(message.getClass() + " stays within a node");
        };
    }

    /**
     * @throws IllegalArgumentException if the message holds something that JSON cannot, or that other nodes could not read,
     *     or stays within a node
     */
    public byte[] encode(Object message) {
        if (message instanceof RunMessage.Ask ask) {
            formats.require(WireNames.of(ask.command()));
        }
        return switch (message) {
            case RunAnswer answer -> encode(answer);
            case RunListener.Message.Heard heard -> encode(heard.commit());
            case RunListener.Message.Spoken spoken -> write(spoken.speech());
            default -> {
                formats.require(manifest(message));
                yield write(message);
            }
        };
    }

    private byte[] encode(RunAnswer answer) {
        byte[] bytes = write(AnswerForm.of(answer));
        return bytes.length <= LARGE_BYTES ? bytes : write(AnswerForm.of(AnswerForm.withoutRun(answer)));
    }

    /**
     * A large one, and one that an older node could not read as it is, goes without its events, and with the number of the
     * next: whoever hears it sees the gap.
     */
    private byte[] encode(Commit commit) {
        if (!formats.allow(commit.events())) {
            return write(gap(commit));
        }
        byte[] bytes = write(commit);
        return bytes.length <= LARGE_BYTES ? bytes : write(gap(commit));
    }

    private static Commit gap(Commit commit) {
        return new Commit(
                commit.tenant(),
                commit.environment(),
                commit.by(),
                commit.at(),
                commit.cause(),
                commit.lastEvent() + 1,
                List.of(),
                null);
    }

    private byte[] write(Object form) {
        PayloadSink sink =
                new PayloadSink(mapper, PayloadCodec.IDENTITY, "", Integer.MAX_VALUE, true, ContentsJson.Text.CARRIED);
        try {
            return mapper.writer().withAttribute(PayloadJson.SINK, sink).writeValueAsBytes(form);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(form.getClass() + " cannot be sent: " + e.getMessage(), e);
        }
    }

    /** @throws IOException if the manifest is not known, as that of a newer version, or the bytes cannot be read */
    public Object decode(String manifest, byte[] bytes) throws IOException {
        return switch (manifest) {
            case WireNames.ANSWER -> read(bytes, AnswerForm.class).answer();
            case WireNames.COMMIT -> new RunListener.Message.Heard(read(bytes, Commit.class));
            case WireNames.SPEECH -> new RunListener.Message.Spoken(read(bytes, Speech.class));
            default -> read(bytes, WireNames.message(manifest));
        };
    }

    private <T> T read(byte[] bytes, Class<T> type) throws IOException {
        PayloadPool pool = new PayloadPool(mapper, PayloadCodec.IDENTITY, "", NOTHING_STORED);
        return mapper.readerFor(type).withAttribute(PayloadJson.POOL, pool).readValue(bytes);
    }

    @SuppressWarnings("rawtypes") // Whom it refers to decides what it takes.
    private static final class ReferenceWriter extends JsonSerializer<ActorRef> {
        private final ActorRefResolver references;

        private ReferenceWriter(ActorRefResolver references) {
            this.references = references;
        }

        @Override
        public void serialize(ActorRef value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(references.toSerializationFormat((ActorRef<?>) value));
        }
    }

    @SuppressWarnings("rawtypes") // Whom it refers to decides what it takes.
    private static final class ReferenceReader extends JsonDeserializer<ActorRef> {
        private final ActorRefResolver references;

        private ReferenceReader(ActorRefResolver references) {
            this.references = references;
        }

        @Override
        public ActorRef deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return references.resolveActorRef(parser.getText());
        }
    }

    private static final class DurationWriter extends JsonSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(value.toString());
        }
    }

    private static final class DurationReader extends JsonDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Duration.parse(parser.getText());
        }
    }
}
