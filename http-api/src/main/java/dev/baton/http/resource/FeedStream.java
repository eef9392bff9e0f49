package dev.baton.http.resource;

import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedEvent;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.run.EventType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.util.ByteString;

/**
 * The feed for one subscriber, page after page; at its end it is looked at again after a while. A slow subscriber costs
 * nothing: it is read as fast as it reads.
 */
final class FeedStream {

    /** How long a subscriber that has everything waits for more. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Executor LATER = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    private static final ByteString HELLO = ByteString.fromString(": the events of all runs\n\n");
    private static final ByteString END_OF_EVENT = ByteString.fromString("\n\n");

    /** Commits in one part. */
    private static final int PART = 50;

    private final EventFeed feed;
    private final FeedFilter filter;
    private FeedPosition next;
    private boolean greeted;

    FeedStream(EventFeed feed, FeedFilter filter, FeedPosition from) {
        this.feed = feed;
        this.filter = filter;
        this.next = from;
    }

    /** The next part of the stream, which has no end. Called again only when the part before has been taken. */
    CompletionStage<Optional<Pair<FeedStream, ByteString>>> next() {
        if (!greeted) {
            greeted = true;
            return CompletableFuture.completedFuture(Optional.of(Pair.create(this, HELLO)));
        }
        return part().thenApply(part -> Optional.of(Pair.create(this, part)));
    }

    private CompletionStage<ByteString> part() {
        return feed.read(filter.tenant(), next, PART).thenCompose(page -> {
            ByteString part = ByteString.emptyByteString();
            for (FeedEntry entry : page.entries()) {
                for (FeedEvent event : filter.of(entry)) {
                    part = part.concat(written(event));
                }
            }
            next = page.next();
            if (!part.isEmpty()) {
                return CompletableFuture.completedFuture(part);
            }
            return page.more() ? part() : later();
        });
    }

    private CompletionStage<ByteString> later() {
        return CompletableFuture.runAsync(() -> {}, LATER).thenCompose(done -> part());
    }

    private ByteString written(FeedEvent event) {
        return ByteString.fromString("id: " + event.next().encode() + "\nevent: " + CloudEventJson.TYPE
                        + EventType.of(event.event()) + "\ndata: ")
                .concat(ByteString.fromString(
                        CloudEventJson.json(event, filter.payloads()).toString()))
                .concat(END_OF_EVENT);
    }
}
