package dev.baton.http.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.config.ApiSettings;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Answers that come in several messages, as server-sent events; only so many at a time on one node. */
public final class LiveAnswers {

    private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    private static final ByteString HEARTBEAT = ByteString.fromString(": still here\n\n");
    private static final ByteString START = ByteString.fromString("data: ");
    private static final ByteString END = ByteString.fromString("\n\n");
    private static final Duration FULL_RETRY = Duration.ofSeconds(5);

    private final ApiSettings settings;
    private final AtomicInteger open;

    public LiveAnswers(ApiSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.open = Objects.requireNonNull(registry.gauge("baton.http.answers.live", new AtomicInteger()));
    }

    /** What is said, message by message. */
    public interface Speaker {

        /** The next message; empty at the end. Called again only when the one before has been taken. */
        CompletionStage<Optional<JsonNode>> next();

        /** By which a client says where it was when it lost the stream after the last message; null for no such place. */
        default @Nullable String place() {
            return null;
        }

        /** @param left whether the client went away before the end */
        void closed(boolean left);
    }

    /** Null if there are as many as there may be: then {@link #full()} says so, and the speaker is not used. */
    public @Nullable HttpResponse open(Speaker speaker) {
        if (open.incrementAndGet() > settings.streamsMax()) {
            open.decrementAndGet();
            return null;
        }
        Talk talk = new Talk(speaker);
        Source<ByteString, ?> events = Source.unfoldAsync(talk, Talk::next)
                .keepAlive(settings.streamHeartbeat(), () -> HEARTBEAT)
                .watchTermination(Keep.right())
                .mapMaterializedValue(end -> end.whenComplete((done, failure) -> {
                    open.decrementAndGet();
                    speaker.closed(!talk.ended);
                }));
        return HttpResponse.create()
                .addHeader(Answers.header("Cache-Control", "no-store"))
                .addHeader(Answers.header("X-Accel-Buffering", "no"))
                .withEntity(HttpEntities.createChunked(EVENT_STREAM, events));
    }

    public Refusal full() {
        return Refusal.later(
                ErrorCode.TOO_MANY_STREAMS, settings.streamsMax() + " streams are open on this node.", FULL_RETRY);
    }

    private static final class Talk {
        private final Speaker speaker;
        private volatile boolean ended;

        private Talk(Speaker speaker) {
            this.speaker = speaker;
        }

        private CompletionStage<Optional<Pair<Talk, ByteString>>> next() {
            return speaker.next().thenApply(message -> {
                ended = message.isEmpty();
                return message.map(json -> Pair.create(
                        this,
                        place().concat(START)
                                .concat(Json.write(out -> out.writeTree(json)))
                                .concat(END)));
            });
        }

        private ByteString place() {
            String place = speaker.place();
            return place == null ? ByteString.emptyByteString() : ByteString.fromString("id: " + place + "\n");
        }
    }
}
