package dev.baton.http.resource;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.config.ApiSettings;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The server-sent event streams that are open on this node. */
public final class EventStreams {

    private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    private static final ByteString HEARTBEAT = ByteString.fromString(": still here\n\n");
    private static final Duration FULL_RETRY = Duration.ofSeconds(5);

    private final Runs runs;
    private final EventPages pages;
    private final ApiSettings settings;
    private final SharedKillSwitch draining = KillSwitches.shared("event-streams");
    private final AtomicInteger open;
    private final Counter dropped;

    public EventStreams(Runs runs, EventPages pages, ApiSettings settings, MeterRegistry registry) {
        this.runs = runs;
        this.pages = pages;
        this.settings = settings;
        this.open = Objects.requireNonNull(registry.gauge("baton.http.streams.open", new AtomicInteger()));
        this.dropped = registry.counter("baton.http.streams.dropped");
    }

    /**
     * @param after number of the last event that the caller knows
     * @param contents whether the caller wants to see what models read and said
     */
    CompletionStage<HttpResponse> open(Exchange exchange, RunKey run, long after, boolean contents) {
        return open(exchange, () -> {
            SharedKillSwitch tooSlow = KillSwitches.shared("event-stream");
            EventStream stream = new EventStream(
                    run,
                    after,
                    contents,
                    pages,
                    runs,
                    settings.streamBufferCommitsMax(),
                    () -> tooSlow.abort(new LiveEvents.TooSlow()));
            return Source.unfoldAsync(stream, EventStream::next)
                    .keepAlive(settings.streamHeartbeat(), () -> {
                        stream.nudge();
                        return HEARTBEAT;
                    })
                    .via(tooSlow.flow())
                    .watchTermination(Keep.right())
                    .mapMaterializedValue(end -> end.whenComplete((done, failure) -> closed(stream, failure)));
        });
    }

    /** A stream of any events, unless too many are open. */
    CompletionStage<HttpResponse> open(Exchange exchange, Supplier<Source<ByteString, ?>> events) {
        if (open.incrementAndGet() > settings.streamsMax()) {
            open.decrementAndGet();
            return exchange.refuse(Refusal.later(
                    ErrorCode.TOO_MANY_STREAMS,
                    settings.streamsMax() + " event streams are open on this node.",
                    FULL_RETRY));
        }
        Source<ByteString, ?> counted = events.get()
                .keepAlive(settings.streamHeartbeat(), () -> HEARTBEAT)
                .via(draining.flow())
                .watchTermination(Keep.right())
                .mapMaterializedValue(end -> end.whenComplete((done, failure) -> open.decrementAndGet()));
        return Answers.now(HttpResponse.create()
                .addHeader(Answers.header("Cache-Control", "no-store"))
                .addHeader(Answers.header("X-Accel-Buffering", "no"))
                .withEntity(HttpEntities.createChunked(EVENT_STREAM, counted)));
    }

    private void closed(EventStream stream, Throwable failure) {
        stream.close();
        if (failure instanceof LiveEvents.TooSlow) {
            dropped.increment();
        }
    }

    /** Ends all streams; their readers find the rest elsewhere, from the last event that they got. */
    public void drain() {
        draining.shutdown();
    }
}
