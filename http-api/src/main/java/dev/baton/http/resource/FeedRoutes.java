package dev.baton.http.resource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedEvent;
import dev.baton.actors.port.FeedPosition;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/events}: the events of all runs as CloudEvents, in batches or, if the caller accepts an event stream, live.
 * Positions are the same as those of webhooks.
 */
final class FeedRoutes {

    private static final int EVENTS_USUAL = 200;
    private static final int EVENTS_MAX = 1_000;

    /** Commits that are looked at for one batch: with a narrow filter it may hold fewer events than asked for, or none. */
    private static final int LOOKED_AT_MAX = 2_000;

    private static final ContentType BATCH = MediaTypes.applicationWithFixedCharset(
                    "cloudevents-batch+json", HttpCharsets.UTF_8)
            .toContentType();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventFeed feed;
    private final EventStreams streams;

    FeedRoutes(EventFeed feed, EventStreams streams) {
        this.feed = feed;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/events", this::events));
    }

    private CompletionStage<HttpResponse> events(Exchange exchange) {
        Parameters query = exchange.query();
        FeedFilter filter = FeedFilter.of(exchange.tenant(), query);
        int limit = query.integer("limit", EVENTS_USUAL, 1, EVENTS_MAX);
        @Nullable Instant since = query.instant("since");
        @Nullable FeedPosition after = position(query);
        if (since != null && after != null) {
            query.fault("since", "out-of-range", "cannot be given together with 'after'");
        }
        @Nullable String last = exchange.header("Last-Event-ID");
        Optional<FeedPosition> known = last == null ? Optional.empty() : FeedPosition.decode(last);
        Optional<Refusal> refusal = query.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        if (last != null && known.isEmpty()) {
            return exchange.refuse(Refusal.of(
                    ErrorCode.INVALID_HEADER,
                    "Last-Event-ID must be the id of an event of this stream.",
                    "Send the id of the last event that you got, or none."));
        }
        String accept = exchange.header("Accept");
        boolean live = accept != null && accept.contains("text/event-stream");
        return feed.isKept()
                .thenCompose(kept -> kept
                        ? begin(known.orElse(after), since, live)
                                .thenCompose(from -> live ? stream(exchange, filter, from) : batch(filter, from, limit))
                        : exchange.refuse(OFF));
    }

    private static final Refusal OFF = Refusal.of(
            ErrorCode.FEED_OFF,
            "Events are written to the feed only while there is a webhook, and there is none.",
            "Set baton.webhooks.feed-always to true, or apply a webhook.");

    private static @Nullable FeedPosition position(Parameters query) {
        @Nullable String after = query.text("after");
        if (after == null) {
            return null;
        }
        Optional<FeedPosition> position = FeedPosition.decode(after);
        if (position.isEmpty()) {
            query.fault("after", "out-of-range", "must be a position that this server has told");
        }
        return position.orElse(null);
    }

    /** Batches begin with the oldest event, streams with the next. */
    private CompletionStage<FeedPosition> begin(@Nullable FeedPosition after, @Nullable Instant since, boolean live) {
        if (after != null) {
            return CompletableFuture.completedFuture(after);
        }
        if (since != null) {
            return feed.since(since);
        }
        return live ? feed.end() : CompletableFuture.completedFuture(FeedPosition.START);
    }

    private CompletionStage<HttpResponse> batch(FeedFilter filter, FeedPosition from, int limit) {
        return collect(filter, new Batch(List.of(), from, true), limit, 0).thenApply(batch -> {
            ArrayNode events = JSON.createArrayNode();
            batch.events().forEach(event -> events.add(CloudEventJson.json(event, filter.payloads())));
            String next = batch.next().encode();
            HttpResponse response = Answers.bytes(200, BATCH, ByteString.fromString(events.toString()))
                    .addHeader(Answers.header("Baton-Position", next));
            return batch.more()
                    ? response.addHeader(Answers.header(
                            "Link", "</v1/events?" + filter.query() + "after=" + next + ">; rel=\"next\""))
                    : response;
        });
    }

    /** @param more whether there is more already */
    private record Batch(List<FeedEvent> events, FeedPosition next, boolean more) {}

    private CompletionStage<Batch> collect(FeedFilter filter, Batch sofar, int limit, int lookedAt) {
        if (!sofar.more() || sofar.events().size() == limit || lookedAt >= LOOKED_AT_MAX) {
            return CompletableFuture.completedFuture(sofar);
        }
        return feed.read(filter.tenant(), sofar.next(), EventFeed.COMMITS_MAX)
                .thenCompose(page ->
                        collect(filter, add(filter, sofar, page, limit), limit, lookedAt + EventFeed.COMMITS_MAX));
    }

    private static Batch add(FeedFilter filter, Batch sofar, EventFeed.Page page, int limit) {
        List<FeedEvent> events = new ArrayList<>(sofar.events());
        for (FeedEntry entry : page.entries()) {
            for (FeedEvent event : filter.of(entry)) {
                events.add(event);
                if (events.size() == limit) {
                    return new Batch(events, event.next(), true);
                }
            }
        }
        return new Batch(events, page.next(), page.more());
    }

    private CompletionStage<HttpResponse> stream(Exchange exchange, FeedFilter filter, FeedPosition from) {
        return streams.open(exchange, () -> Source.unfoldAsync(new FeedStream(feed, filter, from), FeedStream::next));
    }
}
